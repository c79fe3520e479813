//! The words of a digest.

use super::Waiting;
use web_kit::Page;
use web_kit::page::Link;

/// A letter to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub subject: String,
    pub body: String,
}

/// Puts what waits into a letter; `site` is where the program is reached, without a slash at its end.
pub fn letter(page: &Page, waiting: &Waiting, site: &str) -> Letter {
    let mut body = page.t("digest-opening");
    let parts = [
        ("workbench-mine", &waiting.matters),
        ("workbench-periods", &waiting.periods),
        ("workbench-duties", &waiting.duties),
        ("workbench-plans-waiting", &waiting.plans),
        ("workbench-schemes-waiting", &waiting.schemes),
        ("workbench-arranged", &waiting.arranged),
        ("workbench-stand-ins", &waiting.stand_ins),
    ];
    for (title, things) in parts.into_iter().filter(|(_, things)| !things.is_empty()) {
        body += &format!("\n\n{}\n", page.t(title));
        for (Link { label, href }, what) in things {
            body += &format!("\n· {label}\n  {what}\n  {site}{href}\n");
        }
    }
    let beyond = waiting.matters_all - waiting.matters.len() as i64;
    if beyond > 0 {
        body += &format!("\n{}\n", page.t1("digest-more", "n", beyond));
    }
    body += &format!("\n{}\n{site}/account\n", page.t("digest-ending"));
    Letter { subject: page.t1("digest-subject", "n", waiting.count()), body }
}

/// What a group is told: two counts of the whole enterprise, no names.
pub fn to_group(page: &Page, overdue: i64, units_owing: usize, site: &str) -> String {
    let counts = [("overdue", overdue.to_string()), ("units", units_owing.to_string())];
    let counts: Vec<(&str, &str)> = counts.iter().map(|(name, n)| (*name, n.as_str())).collect();
    format!("{}\n{site}/", page.tn("digest-group", &counts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;

    #[test]
    fn a_letter_names_what_waits_with_the_way_there_and_how_many_more() {
        crate::program::install();
        let page = Page::new(Lang::En, "nav-work");
        let matters = vec![(Link::new("Pump leaks", "/matters/7"), "due 3 December".to_owned())];
        let waiting = Waiting { matters, matters_all: 12, ..Waiting::default() };
        let letter = letter(&page, &waiting, "https://ronghe.example");
        assert!(letter.subject.contains("12"), "{}", letter.subject);
        let told = "· Pump leaks\n  due 3 December\n  https://ronghe.example/matters/7\n";
        assert!(letter.body.contains(told), "{}", letter.body);
        assert!(letter.body.contains("11 more"), "{}", letter.body);
        assert!(letter.body.contains("https://ronghe.example/account"), "{}", letter.body);
        assert!(!letter.body.contains("plans"), "an empty part is left out: {}", letter.body);
    }
}
