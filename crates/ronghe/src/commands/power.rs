//! The power curve as a picture: how large a share of panels with an effect reaches evidence level 2. It is
//! readable on light and on dark ground, and the same numbers give the same file.

use std::fmt::Write;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 360.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 56.0;
const BOTTOM: f64 = 56.0;

/// What the picture says in words.
pub struct Words {
    pub title: String,
    pub across: String,
    pub up: String,
    /// Beside the line of the smallest share that is wanted, and of the largest that chance may reach.
    pub wanted: String,
    pub chance: String,
}

/// A share from 0 to 1 at each effect, from none on, and the two lines, each a share.
pub fn draw(points: &[(f64, f64)], wanted: f64, chance: f64, words: &Words) -> String {
    let most = points.last().map_or(1.0, |(effect, _)| *effect);
    let across = |effect: f64| LEFT + effect / most * (WIDTH - LEFT - RIGHT);
    let up = |share: f64| HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">\n{STYLE}",
        escaped(&words.title)
    );
    svg += &text("title", LEFT, 28.0, "start", &words.title);
    for tenth in (0..=10).step_by(2) {
        let at = up(f64::from(tenth) / 10.0);
        svg += &line("grid", (LEFT, at), (WIDTH - RIGHT, at));
        let label = format!("{} %", 10 * tenth);
        svg += &text("small", LEFT - 8.0, at + 4.0, "end", &label);
    }
    let (start, end) = (LEFT, WIDTH - RIGHT);
    for share in [wanted, chance] {
        svg += &line("limit", (start, up(share)), (end, up(share)));
    }
    svg += &text("small", start + 8.0, up(wanted) - 6.0, "start", &words.wanted);
    svg += &text("small", end, up(chance) - 6.0, "end", &words.chance);
    let course =
        points.iter().map(|(effect, share)| format!("{:.1},{:.1}", across(*effect), up(*share)));
    let course = course.collect::<Vec<_>>().join(" ");
    let _ = writeln!(svg, "<polyline class=\"curve\" points=\"{course}\"/>");
    for (effect, share) in points {
        let (x, y) = (across(*effect), up(*share));
        let _ = writeln!(svg, "<circle class=\"point\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>");
        svg += &text("small", x, HEIGHT - BOTTOM + 20.0, "middle", &format!("{effect:.1}"));
        let at = if *share > 0.5 { y + 20.0 } else { y - 10.0 };
        let anchor = if *effect == 0.0 { "start" } else { "middle" };
        svg += &text("value", x, at, anchor, &format!("{:.1}", 100.0 * share));
    }
    let middle = f64::midpoint(LEFT, WIDTH - RIGHT);
    svg += &text("small", middle, HEIGHT - 14.0, "middle", &words.across);
    svg += &text("small", LEFT, TOP - 10.0, "start", &words.up);
    svg + "</svg>\n"
}

const STYLE: &str = "<style>
text { font: 13px system-ui, sans-serif; fill: #24292f }
.title { font-size: 16px; font-weight: 600 }
.small { fill: #57606a }
.value { font-weight: 600 }
.grid { stroke: #d0d7de }
.limit { stroke: #57606a; stroke-dasharray: 6 4 }
.curve { fill: none; stroke: #b3261e; stroke-width: 2.5 }
.point { fill: #b3261e }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.small { fill: #9da7b3 }
.grid { stroke: #3d444d }
.limit { stroke: #9da7b3 }
.curve { stroke: #ff8a80 }
.point { fill: #ff8a80 }
}
</style>
";

fn line(class: &str, from: (f64, f64), to: (f64, f64)) -> String {
    format!(
        "<line class=\"{class}\" x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\"/>\n",
        from.0, from.1, to.0, to.1
    )
}

fn text(class: &str, x: f64, y: f64, anchor: &str, words: &str) -> String {
    format!(
        "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>\n",
        escaped(words)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_stands_at_its_place_with_its_number() {
        let word = |text: &str| text.to_owned();
        let words = Words {
            title: word("A < B & \"C\""),
            across: word("x"),
            up: word("y"),
            wanted: word("w"),
            chance: word("c"),
        };
        let svg = draw(&[(0.0, 0.04), (0.5, 0.875)], 0.75, 0.064, &words);
        assert!(svg.contains("A &lt; B &amp; &quot;C&quot;") && !svg.contains("\"C\""));
        // The plot is 552 wide from 64 on and 248 high above 304.
        assert!(svg.contains("points=\"64.0,294.1 616.0,87.0\""), "{svg}");
        assert!(svg.contains(">4.0</text>") && svg.contains(">87.5</text>"));
        assert!(svg.contains("y1=\"118.0\""), "three quarters: {svg}");
        assert_eq!(svg.matches('<').count(), svg.matches('>').count());
    }
}
