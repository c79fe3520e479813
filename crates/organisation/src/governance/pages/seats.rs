//! The posts of a body or a Party organisation with their holders, as both pages draw them.

use crate::governance::tenure::{self, Direction, Seat, Tenure};
use crate::governance::use_cases::tenures::{self, Holding, Place};
use crate::pages::as_of;
use directory::people::Person;
use kernel::{DayRange, PostId};
use web_kit::{Page, Web, WebError};

/// The posts of one seat.
pub(crate) struct Seats {
    pub posts: Vec<PostRow>,
    pub history: Vec<TenureRow>,
    /// Where somebody is named for a post; for whoever may.
    pub name: Option<String>,
}

pub(crate) struct PostRow {
    pub post: String,
    pub holders: Vec<TenureRow>,
    /// Since when nobody holds it, in words; empty when somebody does or nobody must.
    pub vacant: String,
    /// Earlier gaps, in words.
    pub gaps: Vec<String>,
    pub name: Option<String>,
}

pub(crate) struct TenureRow {
    pub href: String,
    pub person: String,
    pub number: String,
    pub post: String,
    pub from: String,
    pub until: String,
    pub direction: String,
    pub document: String,
    /// Whether the holder works nowhere any more.
    pub is_gone: bool,
}

pub(crate) async fn seats(web: &Web, page: &Page, seat: Seat) -> Result<Option<Seats>, WebError> {
    let place = match tenures::place(web, seat, web.as_of).await {
        Ok(place) => place,
        Err(store::Refusal::NotFound | store::Refusal::Forbidden) => return Ok(None),
        Err(refusal) => return Err(refusal.into()),
    };
    let holdings = tenures::holdings(web, &place, web.as_of).await?;
    let name = |post: Option<PostId>| place.may_change.then(|| naming(web, seat, post));
    let post_of = |tenure: &Tenure| {
        let is_it = |one: &&Holding| one.post.id == tenure.terms.post;
        let post = holdings.iter().find(is_it).map(|one| one.post.name.said(web.lang));
        post.unwrap_or_default().to_owned()
    };
    let history = tenures::history(web, &place).await?;
    let history =
        history.iter().map(|(tenure, person)| row(web, page, tenure, person, post_of(tenure)));
    Ok(Some(Seats {
        history: history.collect(),
        posts: holdings
            .iter()
            .map(|one| post_row(web, page, &place, one, name(Some(one.post.id))))
            .collect(),
        name: name(None),
    }))
}

/// Where somebody is named.
fn naming(web: &Web, seat: Seat, post: Option<PostId>) -> String {
    let (name, id) = match seat {
        Seat::Org(org) => ("org", org.to_string()),
        Seat::Body(body) => ("body", body.to_string()),
    };
    let mut pairs = vec![(name, id)];
    pairs.extend(post.map(|post| ("post", post.to_string())));
    as_of(web, "/tenures/new", &pairs)
}

fn post_row(web: &Web, page: &Page, place: &Place, one: &Holding, name: Option<String>) -> PostRow {
    let post = one.post.name.said(web.lang).to_owned();
    let is_now = |gap: &&DayRange| gap.contains(web.as_of) && place.life.contains(web.as_of);
    let now = one.vacant.iter().find(is_now);
    let earlier = one.vacant.iter().filter(|gap| Some(*gap) != now);
    PostRow {
        holders: one
            .held
            .iter()
            .map(|(tenure, person)| TenureRow {
                is_gone: one.gone.contains(&tenure.id),
                ..row(web, page, tenure, person, post.clone())
            })
            .collect(),
        vacant: now.map(|gap| said(page, "post-vacant-since", gap)).unwrap_or_default(),
        gaps: earlier.map(|gap| said(page, "post-vacant-from", gap)).collect(),
        // Whoever holds a post of one holder leaves it first.
        name: name.filter(|_| one.held.is_empty() || !one.post.is_single),
        post,
    }
}

fn said(page: &Page, key: &str, gap: &DayRange) -> String {
    let last = page.day(&gap.until.plus_days(-1));
    let (from, days) = (page.day(&gap.from), page.count(tenure::days(*gap)));
    page.tn(key, &[("from", &from), ("last", &last), ("n", &days)])
}

fn row(web: &Web, page: &Page, tenure: &Tenure, person: &Person, post: String) -> TenureRow {
    let terms = &tenure.terms;
    let last = terms.valid.last_day().map(|day| day.to_string());
    TenureRow {
        href: super::at_tenure(web, tenure.id),
        person: person.name.clone(),
        number: person.staff_number.clone().unwrap_or_default(),
        post,
        from: terms.valid.from.to_string(),
        until: last.unwrap_or_else(|| page.t("units-open-end")),
        direction: match terms.direction {
            Direction::None => String::new(),
            direction => page.t(direction.key()),
        },
        document: terms.document.clone().unwrap_or_default(),
        is_gone: false,
    }
}
