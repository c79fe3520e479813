//! Kinds of governing bodies, posts and kinds of major matters: the usual set, which each enterprise may
//! change, and what each is for the checks.

use crate::party::party_org::OrgKind;
use kernel::{BodyKindId, Lang, MatterKindId, PostId};

kernel::named! {
    /// What a governing body is for the checks.
    BodyPart("body-part-") {
        /// 董事会
        Board = "board",
        /// 经理层
        Management = "management",
        /// No decision body.
        Other = "other",
    }
}

kernel::named! {
    /// What the holder of a post is for the checks.
    Part("post-part-") {
        Secretary = "secretary",
        DeputySecretary = "deputy-secretary",
        CommitteeMember = "committee-member",
        Chairman = "chairman",
        Director = "director",
        OutsideDirector = "outside-director",
        GeneralManager = "general-manager",
        Manager = "manager",
        None = "none",
    }
}

impl Part {
    /// Whether whoever holds it leads a Party organisation.
    pub const fn is_secretary(self) -> bool {
        matches!(self, Self::Secretary)
    }
}

kernel::named! {
    /// The Party organisations in which a post stands.
    OrgLevel("org-level-") {
        Committee = "committee",
        GeneralBranch = "general-branch",
        /// A branch of any form.
        Branch = "branch",
        Group = "group",
    }
}

impl OrgLevel {
    pub const fn of(kind: OrgKind) -> Self {
        match kind {
            OrgKind::Committee => Self::Committee,
            OrgKind::GeneralBranch => Self::GeneralBranch,
            OrgKind::Branch | OrgKind::JointBranch | OrgKind::TemporaryBranch => Self::Branch,
            OrgKind::Group => Self::Group,
        }
    }
}

/// A name in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub zh: String,
    pub en: String,
}

impl Name {
    fn of(zh: &str, en: &str) -> Self {
        Self { zh: zh.to_owned(), en: en.to_owned() }
    }

    pub fn said(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// A kind of governing body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyKind {
    pub id: BodyKindId,
    pub name: Name,
    /// Its place in lists.
    pub place: i64,
    pub part: BodyPart,
    /// Whether it is offered for new bodies.
    pub is_active: bool,
    pub revision: i64,
}

/// Where a post stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    Org(OrgLevel),
    Body(BodyKindId),
}

/// A post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    pub id: PostId,
    pub stands: Where,
    pub name: Name,
    pub place: i64,
    pub part: Part,
    /// One holder at a time.
    pub is_single: bool,
    /// Whether it is offered for new tenures.
    pub is_active: bool,
    pub revision: i64,
}

/// A kind of major matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatterKind {
    pub id: MatterKindId,
    pub name: Name,
    pub place: i64,
    pub is_active: bool,
    pub revision: i64,
}

/// Everything that can be configured here, each part in the order of its lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalogue {
    pub kinds: Vec<BodyKind>,
    pub posts: Vec<Post>,
    pub matters: Vec<MatterKind>,
}

impl Catalogue {
    pub fn kind(&self, id: BodyKindId) -> Option<&BodyKind> {
        self.kinds.iter().find(|kind| kind.id == id)
    }

    pub fn post(&self, id: PostId) -> Option<&Post> {
        self.posts.iter().find(|post| post.id == id)
    }

    pub fn matter(&self, id: MatterKindId) -> Option<&MatterKind> {
        self.matters.iter().find(|kind| kind.id == id)
    }

    /// The posts that are offered where somebody takes a seat.
    pub fn offered(&self, stands: Where) -> impl Iterator<Item = &Post> {
        self.posts.iter().filter(move |post| post.stands == stands && post.is_active)
    }

    /// The set before anybody has changed it. Since the Company Law of 2023 a company may do without a
    /// supervisory board, so that kind waits until somebody wants it. The matters are those of the SOE
    /// Regulation, art. 15.
    pub fn usual() -> Self {
        let kinds = [
            ("董事会", "Board of directors", BodyPart::Board, true),
            ("经理层", "Management", BodyPart::Management, true),
            ("监事会", "Supervisory board", BodyPart::Other, false),
        ];
        let kind =
            |(id, (zh, en, part, is_active)): (i64, (&str, &str, BodyPart, bool))| BodyKind {
                id: BodyKindId(id),
                name: Name::of(zh, en),
                place: id,
                part,
                is_active,
                revision: 1,
            };
        let post = |(id, (stands, zh, en, part, is_single)): (i64, UsualPost)| Post {
            id: PostId(id),
            stands,
            name: Name::of(zh, en),
            place: id,
            part,
            is_single,
            is_active: true,
            revision: 1,
        };
        let matters = [
            ("贯彻党和国家方针政策、落实国家战略", "National policy and strategy"),
            ("发展规划、改革方案", "Development plans and reform"),
            ("重组、产权、重大投资的方向性问题", "Restructuring, ownership, large investment"),
            ("组织架构、重要规章制度", "Structure and key rules"),
            ("安全生产、稳定、职工权益、社会责任", "Safety, stability, rights, social duty"),
            ("其他重要事项", "Other important matters"),
        ];
        let matter = |(id, (zh, en)): (i64, (&str, &str))| MatterKind {
            id: MatterKindId(id),
            name: Name::of(zh, en),
            place: id,
            is_active: true,
            revision: 1,
        };
        Self {
            kinds: (1..).zip(kinds).map(kind).collect(),
            posts: (1..).zip(USUAL_POSTS.iter().copied()).map(post).collect(),
            matters: (1..).zip(matters).map(matter).collect(),
        }
    }
}

type UsualPost = (Where, &'static str, &'static str, Part, bool);

const USUAL_POSTS: &[UsualPost] = {
    use OrgLevel::{Branch, Committee, GeneralBranch, Group};
    use Where::{Body, Org};
    const BOARD: BodyKindId = BodyKindId(1);
    const MANAGEMENT: BodyKindId = BodyKindId(2);
    const SUPERVISORS: BodyKindId = BodyKindId(3);
    &[
        (Org(Committee), "党委书记", "Committee secretary", Part::Secretary, true),
        (Org(Committee), "党委副书记", "Deputy committee secretary", Part::DeputySecretary, false),
        (Org(Committee), "党委委员", "Committee member", Part::CommitteeMember, false),
        (Org(GeneralBranch), "党总支书记", "General branch secretary", Part::Secretary, true),
        (
            Org(GeneralBranch),
            "党总支副书记",
            "Deputy general branch secretary",
            Part::DeputySecretary,
            false,
        ),
        (Org(GeneralBranch), "党总支委员", "General branch member", Part::CommitteeMember, false),
        (Org(Branch), "党支部书记", "Branch secretary", Part::Secretary, true),
        (Org(Branch), "党支部副书记", "Deputy branch secretary", Part::DeputySecretary, false),
        (Org(Branch), "党支部委员", "Branch committee member", Part::CommitteeMember, false),
        (Org(Group), "党小组组长", "Group leader", Part::None, true),
        (Body(BOARD), "董事长", "Chairman", Part::Chairman, true),
        (Body(BOARD), "董事", "Director", Part::Director, false),
        (Body(BOARD), "职工董事", "Employee director", Part::Director, false),
        (Body(BOARD), "外部董事", "Outside director", Part::OutsideDirector, false),
        (Body(MANAGEMENT), "总经理", "General manager", Part::GeneralManager, true),
        (Body(MANAGEMENT), "副总经理", "Deputy general manager", Part::Manager, false),
        (Body(SUPERVISORS), "监事会主席", "Chair of supervisors", Part::None, true),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_set_offers_no_supervisory_board_and_one_secretary_for_each_level() {
        let usual = Catalogue::usual();
        let offered = usual.kinds.iter().filter(|kind| kind.is_active);
        assert_eq!(
            offered.map(|kind| kind.name.said(Lang::Zh)).collect::<Vec<_>>(),
            ["董事会", "经理层"]
        );
        for &level in &[OrgLevel::Committee, OrgLevel::GeneralBranch, OrgLevel::Branch] {
            let secretaries = usual.offered(Where::Org(level));
            let single = secretaries.filter(|post| post.part == Part::Secretary && post.is_single);
            assert_eq!(single.count(), 1, "{level:?}");
        }
        assert_eq!(usual.matters.len(), 6);
    }
}
