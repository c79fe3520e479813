//! Published results of panels and differences in differences, from files of teaching packages that are not
//! in the repository. Below `RONGHE_SHARED` or beside the checkout; what is missing there fails in CI and is
//! left out elsewhere.

use statistics::fixed_effects::{Effects, Fit, Model, fit};
use statistics::panel::Panel;
use statistics::regression::{self, least_squares};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A file of the benchmarks.
fn public(name: &str) -> Option<Data> {
    let root = std::env::var_os("RONGHE_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let path = root.join("data/stat_benchmarks").join(name);
    if path.exists() {
        return Some(Data::read(&path));
    }
    assert!(std::env::var_os("CI").is_none(), "{} is missing: set RONGHE_SHARED", path.display());
    leave_out(&format!(
        "{}, offered by GitHub's vincentarelbundock/Rdatasets and ccolonescu/PoEdata",
        path.display()
    ));
    None
}

/// Says that a test had nothing to work on: at once, and at the end of `cargo xtask test`, which names a
/// file for that because the test runner keeps what a passing test says.
fn leave_out(words: &str) {
    eprintln!("left out: {words}");
    let Some(path) = std::env::var_os("RONGHE_LEFT_OUT") else { return };
    let mut file = std::fs::File::options().append(true).create(true).open(path).expect("the list");
    std::io::Write::write_all(&mut file, format!("{words}\n").as_bytes()).expect("a line");
}

/// Columns of text.
struct Data(BTreeMap<String, Vec<String>>);

impl Data {
    fn read(path: &std::path::Path) -> Self {
        let mut reader = csv::Reader::from_path(path).expect("a table");
        let header = reader.headers().expect("a header").clone();
        let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for record in reader.records() {
            for (name, cell) in header.iter().zip(record.expect("a row").iter()) {
                columns.entry(name.to_owned()).or_default().push(cell.to_owned());
            }
        }
        Self(columns)
    }

    /// A gap is empty, NA or no number.
    fn column(&self, name: &str) -> Vec<Option<f64>> {
        self.0[name].iter().map(|cell| cell.parse().ok()).collect()
    }

    fn rows(&self) -> usize {
        self.0.values().next().map_or(0, Vec::len)
    }

    /// Least squares over the rows that have everything and are wanted.
    fn fit(&self, outcome: &str, regressors: &[&str], wanted: impl Fn(usize) -> bool) -> Ols {
        let mut columns = vec![self.column(outcome)];
        columns.extend(regressors.iter().map(|name| self.column(name)));
        ols(&columns, wanted)
    }

    /// Fixed effects of made columns.
    fn panel(
        &self,
        (unit, time): (&str, &str),
        columns: &[Vec<Option<f64>>],
        effects: Effects,
        weights: Option<&str>,
    ) -> Fit {
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        let units: Vec<usize> = self.0[unit]
            .iter()
            .map(|name| {
                let next = names.len();
                *names.entry(name).or_insert(next)
            })
            .collect();
        let periods: Vec<i64> =
            self.column(time).iter().map(|year| year.expect("a year") as i64).collect();
        let mut panel = Panel::new(&units, &periods).unwrap();
        let mut added = columns.iter().map(|column| panel.add(column).unwrap()).collect::<Vec<_>>();
        let weights = weights.map(|name| panel.add(&self.column(name)).unwrap());
        let outcome = added.remove(0);
        fit(&panel, &Model { outcome, regressors: &added, effects, weights }).unwrap()
    }
}

/// A least-squares fit.
struct Ols(regression::Fit);

fn ols(columns: &[Vec<Option<f64>>], wanted: impl Fn(usize) -> bool) -> Ols {
    let complete =
        |row: &usize| wanted(*row) && columns.iter().all(|column| column[*row].is_some());
    let rows: Vec<usize> = (0..columns[0].len()).filter(complete).collect();
    let mut kept = columns
        .iter()
        .map(|column| rows.iter().map(|row| column[*row].unwrap()).collect::<Vec<_>>());
    let outcome = kept.next().unwrap();
    Ols(least_squares(&outcome, &kept.collect::<Vec<_>>(), None).unwrap())
}

impl Ols {
    /// Coefficient and error of a regressor (0 is the constant), to the decimals printed.
    fn is(&self, at: usize, coefficient: &str, error: &str) {
        let estimate = self.0.estimates[at];
        printed(estimate.coefficient, coefficient);
        printed(estimate.error, error);
    }
}

/// That a number rounds to what is printed.
fn printed(found: f64, expected: &str) {
    let decimals = expected.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let shown = format!("{found:.decimals$}");
    assert_eq!(shown, expected, "{found}");
}

/// Slopes with conventional errors.
fn conventional(fit: &Fit, expected: &[(&str, &str)]) {
    assert_eq!(fit.slopes.len(), expected.len());
    for (slope, (coefficient, error)) in fit.slopes.iter().zip(expected) {
        printed(slope.coefficient, coefficient);
        printed(slope.conventional.unwrap(), error);
    }
}

/// The first slope with its error by clusters.
fn clustered(fit: &Fit, coefficient: &str, error: &str) {
    printed(fit.slopes[0].coefficient, coefficient);
    printed(fit.slopes[0].clustered.unwrap().error, error);
}

#[test]
fn card_and_krueger_on_minimum_wages() {
    let Some(data) = public("card_krueger_njmin3.csv") else { return };
    let plain = data.fit("fte", &["nj", "d", "d_nj"], |_| true);
    assert_eq!((data.rows(), plain.0.rows), (820, 794));
    plain.is(3, "2.75361", "1.68841");
    let means = [0, 1, 2].map(|at| plain.0.estimates[at].coefficient);
    printed(means[0], "23.33");
    printed(means[0] + means[1], "20.44");
    printed(means[0] + means[2], "21.17");
    let all: f64 = plain.0.estimates.iter().map(|estimate| estimate.coefficient).sum();
    printed(all, "21.03");
    let names = ["nj", "d", "d_nj", "kfc", "roys", "wendys", "co_owned"];
    data.fit("fte", &names, |_| true).is(3, "2.84507", "1.52334");
    let later = data.column("d");
    let differences = data.fit("demp", &["nj"], |row| later[row] == Some(1.0));
    assert_eq!(differences.0.rows, 384);
    differences.is(1, "2.75000", "1.15436");
}

#[test]
fn kiel_and_mcclain_on_an_incinerator() {
    let Some(data) = public("kielmc.csv") else { return };
    let names = ["y81", "nearinc", "y81nrinc"];
    let plain = data.fit("rprice", &names, |_| true);
    assert_eq!(plain.0.rows, 321);
    for (at, coefficient) in ["82517.23", "18790.29", "-18824.37"].into_iter().enumerate() {
        printed(plain.0.estimates[at].coefficient, coefficient);
    }
    plain.is(3, "-11863.90", "7456.65");
    let with_age = [&names[..], &["age", "agesq"]].concat();
    data.fit("rprice", &with_age, |_| true).is(3, "-21920.27", "6359.75");
    let controls = ["age", "agesq", "intst", "land", "area", "rooms", "baths"];
    data.fit("rprice", &[&names[..], &controls].concat(), |_| true).is(3, "-14177.93", "4987.27");
    data.fit("lrprice", &names, |_| true).is(3, "-0.063", "0.083");
}

#[test]
fn meyer_viscusi_and_durbin_on_injuries() {
    let Some(data) = public("injury.csv") else { return };
    for (state, rows, coefficient, error) in
        [("ky", 5_626, "0.19060", "0.06851"), ("mi", 1_524, "0.19199", "0.15417")]
    {
        let of_state = data.column(state);
        let found = data
            .fit("ldurat", &["afchnge", "highearn", "afhigh"], |row| of_state[row] == Some(1.0));
        assert_eq!(found.0.rows, rows);
        found.is(3, coefficient, error);
        if state == "ky" {
            for (at, printed_as) in ["1.126", "0.0077", "0.256"].into_iter().enumerate() {
                printed(found.0.estimates[at].coefficient, printed_as);
            }
        }
    }
}

#[test]
fn job_training_grants() {
    let Some(data) = public("jtrain.csv") else { return };
    let columns = ["lscrap", "d88", "d89", "grant", "grant_1"].map(|name| data.column(name));
    let found = data.panel(("fcode", "year"), &columns, Effects::Unit, None);
    assert_eq!((found.rows, found.units), (162, 54));
    let expected =
        [("-0.080", "0.109"), ("-0.247", "0.133"), ("-0.252", "0.151"), ("-0.422", "0.210")];
    conventional(&found, &expected);
}

#[test]
fn grunfeld_on_investment() {
    let Some(data) = public("grunfeld.csv") else { return };
    let names = ["inv", "value", "capital"];
    let columns = names.map(|name| data.column(name));
    let found = data.panel(("firm", "year"), &columns, Effects::Unit, None);
    assert_eq!((found.rows, found.units, found.periods), (200, 10, 20));
    conventional(&found, &[("0.1101", "0.0119"), ("0.3101", "0.0174")]);
    let pooled = ols(&columns, |_| true);
    for (at, coefficient) in ["-42.714", "0.1156", "0.2307"].into_iter().enumerate() {
        printed(pooled.0.estimates[at].coefficient, coefficient);
    }
}

#[test]
fn munnell_on_public_capital() {
    let Some(data) = public("produc.csv") else { return };
    let log = |name| {
        data.column(name).iter().map(|value| value.map(f64::ln)).collect::<Vec<Option<f64>>>()
    };
    let columns = [log("gsp"), log("pcap"), log("pc"), log("emp"), data.column("unemp")];
    let found = data.panel(("state", "year"), &columns, Effects::Unit, None);
    assert_eq!((found.rows, found.units), (816, 48));
    let expected =
        [("-0.026", "0.029"), ("0.292", "0.025"), ("0.768", "0.030"), ("-0.0053", "0.0010")];
    conventional(&found, &expected);
}

#[test]
fn beer_tax_and_fatalities() {
    let Some(data) = public("fatalities.csv") else { return };
    let rate: Vec<Option<f64>> = data
        .column("fatal")
        .iter()
        .zip(data.column("pop"))
        .map(|(fatal, pop)| Some((*fatal)? / pop? * 10_000.0))
        .collect();
    let columns = [rate, data.column("beertax")];
    let year = data.column("year");
    let of_year = |wanted| ols(&columns, |row| year[row] == Some(wanted));
    for (of, constant, slope) in [(1982.0, "2.01", "0.14846"), (1988.0, "1.86", "0.43875")] {
        let found = of_year(of);
        printed(found.0.estimates[0].coefficient, constant);
        printed(found.0.estimates[1].coefficient, slope);
    }
    let place = ("state", "year");
    clustered(&data.panel(place, &columns, Effects::UnitAndPeriod, None), "-0.63998", "0.35708");
    clustered(&data.panel(place, &columns, Effects::Unit, None), "-0.65587", "0.29186");
}

#[test]
fn castle_doctrine_and_homicide() {
    let Some(data) = public("castle.csv") else { return };
    let columns = [data.column("l_homicide"), data.column("post")];
    let place = ("sid", "year");
    let weighed = data.panel(place, &columns, Effects::UnitAndPeriod, Some("popwt"));
    assert_eq!((weighed.rows, weighed.units, weighed.periods), (550, 50, 11));
    clustered(&weighed, "0.07553", "0.03319");
    clustered(&data.panel(place, &columns, Effects::UnitAndPeriod, None), "0.06940", "0.05586");
}

#[test]
fn inspections_of_restaurants() {
    let Some(data) = public("restaurant_inspections.csv") else { return };
    let plain = data.fit("inspection_score", &["NumberofLocations"], |_| true);
    assert_eq!(plain.0.rows, 27_178);
    plain.is(0, "94.8657", "0.046");
    plain.is(1, "-0.01887", "0.000");
    let with_year = data.fit("inspection_score", &["NumberofLocations", "Year"], |_| true);
    with_year.is(0, "225.333", "12.411");
    with_year.is(1, "-0.01919", "0.000");
    with_year.is(2, "-0.06489", "0.006");
}
