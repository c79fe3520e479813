//! The pages, as LibreOffice sets them (GB/T 9704-2012).

use super::rendered::{MM, Page, RENDERED, TextLine};
use interchange::official::layout::Face;

/// The text block in points: left, top, right, bottom.
const BLOCK: [f64; 4] = [28.0 * MM, 37.0 * MM, 184.0 * MM, 262.0 * MM];

fn pages(name: &str) -> Option<&'static [Page]> {
    RENDERED.as_ref().map(|rendered| rendered.pages[name].as_slice())
}

fn is_near(found: f64, expected: f64, within_mm: f64) -> bool {
    (found - expected).abs() <= within_mm * MM
}

fn text(page: &Page) -> impl Iterator<Item = &TextLine> {
    page.iter().filter(|line| !line.is_page_number())
}

#[test]
fn a_full_page_has_22_lines_of_28_characters() {
    let Some(pages) = pages("full") else { return };
    assert_eq!(pages.len(), 4);
    for page in &pages[1..3] {
        let lines: Vec<&TextLine> = text(page).collect();
        assert_eq!(lines.len(), 22);
        for line in &lines {
            assert_eq!(line.text, "党".repeat(28));
            assert!(
                is_near(line.left, BLOCK[0], 0.3) && is_near(line.right, BLOCK[2], 0.5),
                "{line:?}"
            );
        }
        for pair in lines.windows(2) {
            assert!((pair[1].top - pair[0].top - 28.95).abs() < 0.1, "{pair:?}");
        }
    }
    let first: Vec<&TextLine> = text(&pages[0]).collect();
    // The title, a blank line, and the indent of two characters.
    assert_eq!((first.len(), first[1].text.chars().count()), (21, 26));
    assert!(is_near(first[1].left, BLOCK[0] + 2.0 * 15.75, 0.3));
    assert!(is_near((first[0].left + first[0].right) / 2.0, (BLOCK[0] + BLOCK[2]) / 2.0, 0.5));
}

#[test]
fn page_numbers_stand_below_the_outer_edge() {
    let Some(rendered) = RENDERED.as_ref() else { return };
    for (name, pages) in &rendered.pages {
        for (number, page) in (1..).zip(pages) {
            let below: Vec<&TextLine> = page.iter().filter(|line| line.is_page_number()).collect();
            let [line] = below[..] else { panic!("{name} {number}: {below:?}") };
            assert_eq!(line.text, format!("—{number}—"));
            let at_its_side = match number % 2 {
                1 => is_near(line.right, BLOCK[2] - 14.0, 0.5),
                _ => is_near(line.left, BLOCK[0] + 14.0, 0.5),
            };
            assert!(at_its_side, "{name} {number}: {line:?}");
            assert!(is_near(line.middle(), BLOCK[3] + 7.0 * MM, 1.0), "{name} {number}: {line:?}");
        }
    }
}

/// Closing marks may stand past the last place of a line: Chinese typesetting lets them hang there, and
/// LibreOffice 7.4 does it although the document asks it not to.
fn hanging(line: &TextLine) -> f64 {
    if line.text.ends_with(['，', '。', '、', '；', '：']) { 16.0 } else { 0.0 }
}

#[test]
fn nothing_stands_outside_the_text_block() {
    let Some(rendered) = RENDERED.as_ref() else { return };
    // The box of a line is that of its font, which is higher than its characters.
    let slack = 1.0 * MM;
    for (name, pages) in &rendered.pages {
        for line in pages.iter().flat_map(text) {
            let is_inside = line.left >= BLOCK[0] - slack
                && line.right - hanging(line) <= BLOCK[2] + slack
                && (BLOCK[1]..=BLOCK[3]).contains(&line.middle());
            assert!(is_inside, "{name}: {line:?}");
        }
    }
}

#[test]
fn a_long_table_repeats_its_heading_and_cuts_no_row() {
    let Some(pages) = pages("table") else { return };
    assert!(pages.len() > 3);
    let mut rows = 0;
    for page in pages {
        let lines: Vec<&str> = text(page).map(|line| line.text.as_str()).collect();
        let has_rows = lines.iter().any(|line| line.starts_with('始'));
        let headings = ["序号", "问题", "介耗"].map(|heading| lines.contains(&heading));
        assert_eq!(headings, [has_rows; 3]);
        let marks = |mark| -> Vec<String> {
            let all =
                lines.iter().filter_map(|line| line.find(mark).map(|at| &line[at + 3..at + 6]));
            all.map(str::to_owned).collect()
        };
        // A row that begins on a page ends on it.
        assert_eq!(marks('始'), marks('终'));
        rows += marks('始').len();
    }
    assert_eq!(rows, 90);
}

#[test]
fn a_notice_has_its_elements_in_their_places() {
    let Some(pages) = pages("notice") else { return };
    let find = |text: &str| {
        let all = pages.iter().flatten();
        let found: Vec<&TextLine> = all.filter(|line| line.text.starts_with(text)).collect();
        let [line] = found[..] else { panic!("{text}: {found:?}") };
        line
    };
    let centre = (BLOCK[0] + BLOCK[2]) / 2.0;
    let middle = |line: &TextLine| (line.left + line.right) / 2.0;
    for centred in ["红岭洗煤厂党委文件", "红洗党〔2026〕5号", "关于2026年3月", "融合工作进展"]
    {
        assert!(is_near(middle(find(centred)), centre, 0.7), "{centred}");
    }
    assert!(is_near(find("红岭洗煤厂党委文件").middle(), BLOCK[1] + 35.0 * MM + 21.0, 2.0));
    assert!(is_near(find("各党支部，各车间，各部室：").left, BLOCK[0], 0.3));
    for indented in
        ["一、总体情况", "（一）把支部", "1.责任区到岗。", "（2）验证人", "附件：1.2026年"]
    {
        assert!(is_near(find(indented).left, BLOCK[0] + 2.0 * 15.75, 1.0), "{indented}");
    }
    let is_date = |line: &&TextLine| line.text == "2026年4月2日";
    let organ = find("中共红岭洗煤厂委员会");
    let date = pages.iter().flatten().find(is_date).unwrap();
    assert!(is_near(date.right, BLOCK[2] - 4.0 * 15.75, 0.7), "{date:?}");
    assert!(is_near(middle(organ), middle(date), 4.0), "{organ:?} {date:?}");
    assert!(is_near(find("2.2026年二季度").left, find("附件：1.").left + 3.0 * 15.75, 1.0));
}

#[test]
fn the_recommended_stand_ins_are_those_that_documents_name() {
    let file = include_str!("../../../../../docs/fonts/61-official-documents.conf");
    let words: Vec<&str> = file.split(['<', '>']).map(str::trim).collect();
    let mut families = words.windows(2).filter(|pair| pair[0] == "family").map(|pair| pair[1]);
    for face in Face::ALL {
        let ours = std::iter::once(face.font()).chain(face.substitutes().iter().copied());
        for font in ours {
            assert_eq!(families.next(), Some(font));
        }
    }
    assert_eq!(families.next(), None);
}
