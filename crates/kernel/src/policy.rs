//! Who may do what: roles on subtrees for some days, rules that deny, grant or have no opinion.
//!
//! Policy is pure. Deny wins over grant; what nobody grants is not allowed. What an actor may not see
//! is answered as if it did not exist; what it may see but not do is refused openly. Lists and reports
//! take a [`Scope`], which only this module can make. The whole table stands in
//! `crates/kernel/policy-matrix.txt`, and a test keeps it equal to the rules.

use crate::calendar::{Day, DayRange};
use crate::ids::{PersonId, UnitId, UserId};

crate::named! {
    /// What a person is for the enterprise, as `features.md` of the field names them.
    Role {
        /// 党委 (PC)
        Committee = "committee",
        /// 党建工作部 (PB)
        PartyAffairs = "party-affairs",
        /// 支部书记 (BS)
        Secretary = "secretary",
        /// 党员 (PM)
        Member = "member",
        /// 职工 (EM)
        Worker = "worker",
        /// 职工代表 (WR)
        Delegate = "delegate",
        /// 工会、职代会工作机构 (TU)
        Union = "union",
        /// 生产调度、经营部门 (OP)
        Dispatch = "dispatch",
        /// 安监 (SF)
        Safety = "safety",
        /// 组织人事、薪酬 (HR)
        Hr = "hr",
        /// 纪检、督导 (DI)
        Discipline = "discipline",
        /// 系统管理员 (AD)
        SystemAdmin = "system-admin",
        /// 安全管理员 (SE)
        SecurityAdmin = "security-admin",
        /// 审计管理员 (AU)
        AuditAdmin = "audit-admin",
    }
}

impl Role {
    /// The three administrators, kept apart from each other and from the business.
    pub const fn is_administrator(self) -> bool {
        matches!(self, Self::SystemAdmin | Self::SecurityAdmin | Self::AuditAdmin)
    }
}

crate::named! {
    /// What is done to a resource.
    Action {
        Read = "read",
        Create = "create",
        Change = "change",
        Import = "import",
        Export = "export",
        /// 会签: the business's word on what others have drawn up.
        Sign = "sign",
        /// 批准
        Approve = "approve",
    }
}

crate::named! {
    /// What it is done to.
    Resource {
        Unit = "unit",
        /// 不公开的单位: a unit that is withheld, with all below it, from whoever may see the units around it.
        WithheldUnit = "withheld-unit",
        PartyOrg = "party-org",
        Person = "person",
        /// Party status and which organisation counts a member: for those whose work needs it.
        Membership = "membership",
        /// Who holds which seat in a Party organisation or governing body, and these bodies.
        Post = "post",
        /// 重大事项: its path from study to decision.
        MajorMatter = "major-matter",
        /// 问题: from problem to closed.
        Matter = "matter",
        /// 思想动态: mood surveys, what is published of them, and the monthly records.
        Mood = "mood",
        Indicator = "indicator",
        Reading = "reading",
        Target = "target",
        /// 年度计划: the joint plan of a unit with its two halves.
        Plan = "plan",
        /// 例会: dispatch meetings and analyses with their packs and decisions, and the three classes of arrangements.
        Meeting = "meeting",
        /// 关键岗位、党员责任区、技术攻关项目: the registers and what they say of a day.
        Register = "register",
        /// 期间: the months in which both halves fall due, their locks, and corrections after a lock.
        Period = "period",
        /// 考核办法: schemes of scoring, from draft to in force.
        Scheme = "scheme",
        /// 考核得分: sheets, and the facts that are recorded only for them.
        Score = "score",
        /// 书记考核得分: the sheets of people in post, and the facts behind them.
        PersonScore = "person-score",
        /// 主张: what a unit says its Party work has brought about, with evidence and verdict.
        Claim = "claim",
        /// 协同问题: registered questions about support, their runs and reports.
        Question = "question",
        Import = "import",
        Profile = "profile",
        Setting = "setting",
        User = "user",
        Grant = "grant",
        Audit = "audit",
    }
}

/// A role on a subtree of units for some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub role: Role,
    /// The top of the subtree.
    pub unit: UnitId,
    pub valid: DayRange,
}

/// What stands behind an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    /// Nobody has signed in.
    Anonymous,
    /// A person with an account.
    User,
    /// The program itself or its operator at the command line.
    System,
}

/// 代办: somebody in whose place the actor takes one kind of step while they are away. They have named the
/// actor themselves, or somebody else has when they were away already, and it ends by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// Who is away.
    pub user: UserId,
    pub name: String,
    /// Who named the actor, where whoever is away did not do so themselves.
    pub named_by: Option<(UserId, String)>,
    /// The step.
    pub action: Action,
    pub resource: Resource,
    /// The top of the subtree.
    pub unit: UnitId,
    pub valid: DayRange,
    /// The roles that who is away holds on the unit today: what they may do no more, nobody does for them. What
    /// others have entrusted to them is not among it.
    pub roles: Vec<Role>,
}

impl StandIn {
    /// Whether this gives the right, or to see what the right is about.
    fn gives(&self, action: Action, resource: Resource, today: Day) -> bool {
        let verdicts = || self.roles.iter().map(|role| rule(*role, self.action, self.resource));
        resource == self.resource
            && (action == self.action || action == Action::Read)
            && self.valid.contains(today)
            && verdicts().any(|it| it == Verdict::Grant)
            && verdicts().all(|it| it != Verdict::Deny)
    }
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub kind: ActorKind,
    pub user: Option<UserId>,
    pub person: Option<PersonId>,
    /// The name shown in the frame and kept with an audit entry.
    pub name: String,
    pub grants: Vec<Grant>,
    /// In whose place the actor takes steps today.
    pub stands_in: Vec<StandIn>,
}

impl Actor {
    pub fn anonymous() -> Self {
        Self::without_rights(ActorKind::Anonymous, String::new())
    }

    /// The operator at the command line, named as such in the audit.
    pub fn system(name: impl Into<String>) -> Self {
        Self::without_rights(ActorKind::System, name.into())
    }

    fn without_rights(kind: ActorKind, name: String) -> Self {
        let (grants, stands_in) = (Vec::new(), Vec::new());
        Self { kind, user: None, person: None, name, grants, stands_in }
    }

    /// The roles held on this day.
    pub fn roles(&self, today: Day) -> impl Iterator<Item = Role> + '_ {
        self.grants.iter().filter(move |grant| grant.valid.contains(today)).map(|grant| grant.role)
    }
}

/// The answer to "may this actor do that to this very thing?".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Allowed,
    /// The actor sees the thing but may not do this to it (403).
    Forbidden,
    /// The actor may not see the thing (404).
    Hidden,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Deny,
    Grant,
    NoOpinion,
}

/// Decides for a thing that belongs to the unit whose path (the unit and its ancestors) is given. An
/// empty path asks whether the actor may do this anywhere at all.
pub fn decide(
    actor: &Actor,
    action: Action,
    resource: Resource,
    path: &[UnitId],
    today: Day,
) -> Decision {
    match verdict(actor, action, resource, path, today) {
        Verdict::Grant => Decision::Allowed,
        _ if action == Action::Read => Decision::Hidden,
        _ => match verdict(actor, Action::Read, resource, path, today) {
            Verdict::Grant => Decision::Forbidden,
            _ => Decision::Hidden,
        },
    }
}

fn verdict(
    actor: &Actor,
    action: Action,
    resource: Resource,
    path: &[UnitId],
    today: Day,
) -> Verdict {
    match own_verdict(actor, action, resource, path, today) {
        Verdict::NoOpinion if stand_ins(actor, action, resource, path, today).next().is_some() => {
            Verdict::Grant
        }
        own => own,
    }
}

/// In whose place the actor may do this.
fn stand_ins<'a>(
    actor: &'a Actor,
    action: Action,
    resource: Resource,
    path: &'a [UnitId],
    today: Day,
) -> impl Iterator<Item = &'a StandIn> {
    actor.stands_in.iter().filter(move |one| {
        (path.is_empty() || path.contains(&one.unit)) && one.gives(action, resource, today)
    })
}

/// In whose names the actor may do this to a thing of the unit whose path is given: `None` is the actor's own.
/// Empty where it may not.
pub fn in_whose_name<'a>(
    actor: &'a Actor,
    action: Action,
    resource: Resource,
    path: &'a [UnitId],
    today: Day,
) -> Vec<Option<&'a StandIn>> {
    let own = own_verdict(actor, action, resource, path, today);
    if own == Verdict::Deny {
        return Vec::new();
    }
    let own = (own == Verdict::Grant).then_some(None);
    own.into_iter().chain(stand_ins(actor, action, resource, path, today).map(Some)).collect()
}

fn own_verdict(
    actor: &Actor,
    action: Action,
    resource: Resource,
    path: &[UnitId],
    today: Day,
) -> Verdict {
    match actor.kind {
        ActorKind::System => return Verdict::Grant,
        ActorKind::Anonymous => return Verdict::NoOpinion,
        ActorKind::User => {}
    }
    let here = |grant: &&Grant| {
        grant.valid.contains(today) && (path.is_empty() || path.contains(&grant.unit))
    };
    let mut answer = Verdict::NoOpinion;
    for grant in actor.grants.iter().filter(here) {
        match rule(grant.role, action, resource) {
            Verdict::Deny => return Verdict::Deny,
            Verdict::Grant => answer = Verdict::Grant,
            Verdict::NoOpinion => {}
        }
    }
    answer
}

/// The part of the unit tree that a list or report may cover. Only [`scope`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope(Reach);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Reach {
    All,
    Subtrees(Vec<UnitId>),
}

impl Scope {
    /// The tops of the allowed subtrees; `None` when everything is allowed, empty when nothing is.
    pub fn roots(&self) -> Option<&[UnitId]> {
        match &self.0 {
            Reach::All => None,
            Reach::Subtrees(roots) => Some(roots),
        }
    }

    pub fn is_nothing(&self) -> bool {
        self.roots().is_some_and(<[UnitId]>::is_empty)
    }
}

/// The subtrees on which the actor may do this today.
pub fn scope(actor: &Actor, action: Action, resource: Resource, today: Day) -> Scope {
    scope_of_any(actor, &[action], resource, today)
}

/// The subtrees on which the actor may do any of these today.
pub fn scope_of_any(actor: &Actor, actions: &[Action], resource: Resource, today: Day) -> Scope {
    if actor.kind == ActorKind::System {
        return Scope(Reach::All);
    }
    // A deny anywhere closes the whole list: a partial report that hides why is worse than none.
    let denies = |action| verdict(actor, action, resource, &[], today) == Verdict::Deny;
    if actor.kind == ActorKind::Anonymous || actions.iter().copied().any(denies) {
        return Scope(Reach::Subtrees(Vec::new()));
    }
    let grants = |role| actions.iter().any(|it| rule(role, *it, resource) == Verdict::Grant);
    let granted = |grant: &&Grant| grant.valid.contains(today) && grants(grant.role);
    let entrusted = |one: &&StandIn| actions.iter().any(|it| one.gives(*it, resource, today));
    let entrusted = actor.stands_in.iter().filter(entrusted).map(|one| one.unit);
    let mut roots: Vec<UnitId> = actor.grants.iter().filter(granted).map(|g| g.unit).collect();
    roots.extend(entrusted);
    roots.sort_unstable();
    roots.dedup();
    Scope(Reach::Subtrees(roots))
}

/// Whether the actor sees a unit of whose path (the unit and its ancestors, nearest first) some are
/// withheld. A role reaches down to a withheld unit, and past it only when it reads such units.
pub fn sees_withheld(actor: &Actor, path: &[(UnitId, bool)], today: Day) -> bool {
    let reads = |role| rule(role, Action::Read, Resource::WithheldUnit) == Verdict::Grant;
    let reaches = |grant: &Grant| {
        let place = path.iter().position(|(unit, _)| *unit == grant.unit);
        place.is_some_and(|place| {
            reads(grant.role) || path[..place].iter().all(|(_, is_withheld)| !is_withheld)
        })
    };
    match actor.kind {
        ActorKind::System => true,
        ActorKind::Anonymous => false,
        ActorKind::User => {
            actor.grants.iter().any(|grant| grant.valid.contains(today) && reaches(grant))
        }
    }
}

/// The rules, one role at a time.
fn rule(role: Role, action: Action, resource: Resource) -> Verdict {
    use Action as A;
    use Resource as R;
    use Verdict::{Deny, Grant, NoOpinion};

    // Only what is drawn up by some and put in force by others has these steps.
    if matches!(action, A::Sign | A::Approve)
        && !matches!(
            resource,
            R::Plan | R::Register | R::Period | R::Scheme | R::Score | R::PersonScore | R::Claim
        )
    {
        return if role.is_administrator() { Deny } else { NoOpinion };
    }
    if role.is_administrator() {
        return match (role, action, resource) {
            (_, A::Read, R::Unit) => Grant,
            // Roles are given on such units as well.
            (Role::SecurityAdmin, A::Read, R::WithheldUnit) => Grant,
            (Role::SystemAdmin, _, R::User | R::Setting) => Grant,
            (Role::SystemAdmin, A::Read, R::Profile) => Grant,
            (Role::SecurityAdmin, _, R::Grant) => Grant,
            (Role::SecurityAdmin, A::Read, R::User) => Grant,
            (Role::AuditAdmin, A::Read | A::Export, R::Audit) => Grant,
            (Role::AuditAdmin, A::Read, R::User | R::Grant | R::Setting) => Grant,
            _ => Deny,
        };
    }
    match (role, action, resource) {
        // People see the units, goals and results of their own part of the tree.
        (_, A::Read | A::Export, R::Unit | R::PartyOrg | R::Post | R::Reading | R::Target) => Grant,
        (_, A::Read, R::Indicator) => Grant,
        // Whoever works there may say what is wrong; those who answer for the unit say what is done.
        (_, A::Read | A::Export | A::Create, R::Matter) => Grant,
        (Role::PartyAffairs | Role::Secretary | Role::Dispatch | Role::Safety, _, R::Matter) => {
            Grant
        }
        // Both sides write the plan; the business signs what the Party committee approves.
        (_, A::Read | A::Export, R::Plan) => Grant,
        (Role::PartyAffairs | Role::Secretary, A::Create | A::Change, R::Plan) => Grant,
        (Role::Dispatch, A::Create | A::Change | A::Sign, R::Plan) => Grant,
        (Role::Committee, A::Approve, R::Plan) => Grant,
        // Both sides prepare a meeting and record what it decides; whoever is part of the unit reads it.
        (_, A::Read | A::Export, R::Meeting) => Grant,
        (
            Role::PartyAffairs | Role::Secretary | Role::Dispatch,
            A::Create | A::Change,
            R::Meeting,
        ) => Grant,
        // Both sides keep the registers; the business accepts what a project has reached.
        (_, A::Read | A::Export, R::Register) => Grant,
        (Role::PartyAffairs | Role::Secretary, A::Create | A::Change, R::Register) => Grant,
        (Role::Dispatch, A::Create | A::Change | A::Approve, R::Register) => Grant,
        // Either half may lock a month and agree to a correction; the day on which both are due is the Party
        // affairs department's, and only the committee opens again what was locked.
        (_, A::Read | A::Export, R::Period) => Grant,
        (Role::PartyAffairs, A::Create | A::Change | A::Sign, R::Period) => Grant,
        (Role::Dispatch, A::Create | A::Sign, R::Period) => Grant,
        (Role::Committee, A::Sign | A::Approve, R::Period) => Grant,
        // The Party affairs department and personnel draw up schemes and make sheets; the committee puts
        // schemes in force and publishes sheets. Everyone reads the rule by which they are judged.
        (_, A::Read | A::Export, R::Scheme | R::Score) => Grant,
        (Role::PartyAffairs | Role::Hr, A::Create | A::Change, R::Scheme | R::Score) => Grant,
        (Role::Dispatch, A::Create, R::Score) => Grant,
        (Role::Committee, A::Approve, R::Scheme | R::Score) => Grant,
        // What is about a person is for those who make it and decide about it; the person sees their own anyway.
        (
            Role::PartyAffairs | Role::Hr,
            A::Read | A::Export | A::Create | A::Change,
            R::PersonScore,
        ) => Grant,
        (Role::Committee, A::Read | A::Export | A::Approve, R::PersonScore) => Grant,
        // A unit claims; the Party affairs department and inspectors examine, dispatch says what the business
        // has seen of it.
        (_, A::Read | A::Export, R::Claim) => Grant,
        (Role::PartyAffairs | Role::Secretary, A::Create | A::Change, R::Claim) => Grant,
        (Role::PartyAffairs | Role::Dispatch | Role::Discipline, A::Approve, R::Claim) => Grant,
        // Whoever plans may ask whether it helps; everyone may read what came out.
        (_, A::Read | A::Export, R::Question) => Grant,
        (
            Role::Committee | Role::PartyAffairs | Role::Dispatch,
            A::Create | A::Change,
            R::Question,
        ) => Grant,
        // Those who ask also answer for what they hear; nobody else sees even the published sums.
        (Role::Committee | Role::PartyAffairs | Role::Secretary | Role::Union, _, R::Mood) => Grant,
        (Role::PartyAffairs | Role::Hr, A::Read | A::Change, R::WithheldUnit) => Grant,
        (Role::Committee, A::Read, R::WithheldUnit) => Grant,
        (Role::PartyAffairs, _, R::PartyOrg) => Grant,
        (Role::PartyAffairs, _, R::Membership | R::MajorMatter) => Grant,
        (Role::Committee | Role::Secretary, A::Read | A::Export, R::Membership) => Grant,
        (Role::Committee | Role::Discipline, A::Read | A::Export, R::MajorMatter) => Grant,
        (Role::PartyAffairs | Role::Hr, _, R::Unit | R::Post | R::Import) => Grant,
        (Role::PartyAffairs | Role::Hr, A::Read, R::Profile) => Grant,
        (Role::Hr, _, R::Person) => Grant,
        (Role::PartyAffairs, A::Read | A::Export, R::Person) => Grant,
        (Role::Dispatch, _, R::Indicator | R::Reading | R::Target | R::Import | R::Profile) => {
            Grant
        }
        (Role::Safety, A::Create | A::Change | A::Import, R::Reading) => Grant,
        (Role::Safety, A::Read | A::Create | A::Import | A::Change, R::Import) => Grant,
        (Role::Safety, A::Read, R::Profile) => Grant,
        // Whoever sees what was imported sees how it was read.
        (Role::Committee | Role::Discipline, A::Read, R::Import | R::Profile) => Grant,
        _ => NoOpinion,
    }
}

/// The table of all rules as text: `+` grants, `-` denies, `.` has no opinion.
pub fn matrix() -> String {
    let width = Role::ALL.iter().map(|role| role.name().len()).max().unwrap_or(0);
    let mut text = String::new();
    for &resource in Resource::ALL {
        text += &format!("{:width$}", resource.name());
        for action in Action::ALL {
            text += &format!(" {:>6}", action.name());
        }
        text.push('\n');
        for &role in Role::ALL {
            text += &format!("{:width$}", role.name());
            for &action in Action::ALL {
                let sign = match rule(role, action, resource) {
                    Verdict::Grant => '+',
                    Verdict::Deny => '-',
                    Verdict::NoOpinion => '.',
                };
                text += &format!(" {sign:>6}");
            }
            text.push('\n');
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: fn() -> Day = || Day::new(2026, 10, 28).unwrap();

    fn actor(grants: &[(Role, i64)]) -> Actor {
        let valid = DayRange::ALWAYS;
        let grants =
            grants.iter().map(|&(role, unit)| Grant { role, unit: UnitId(unit), valid }).collect();
        Actor {
            kind: ActorKind::User,
            user: Some(UserId(1)),
            person: None,
            name: "x".into(),
            grants,
            stands_in: Vec::new(),
        }
    }

    /// Somebody with these roles who approves plans of the unit 2 for the holder of this role.
    fn standing_in(own: &[(Role, i64)], role: Role) -> Actor {
        let one = StandIn {
            user: UserId(9),
            name: "y".into(),
            named_by: None,
            action: Action::Approve,
            resource: Resource::Plan,
            unit: UnitId(2),
            valid: DayRange { from: TODAY(), until: TODAY().plus_days(1) },
            roles: vec![role],
        };
        Actor { stands_in: vec![one], ..actor(own) }
    }

    #[track_caller]
    fn check(
        grants: &[(Role, i64)],
        action: Action,
        resource: Resource,
        path: &[i64],
        expected: Decision,
    ) {
        let path: Vec<UnitId> = path.iter().copied().map(UnitId).collect();
        assert_eq!(decide(&actor(grants), action, resource, &path, TODAY()), expected);
    }

    #[test]
    fn a_grant_reaches_its_subtree_and_no_further() {
        let dispatch = [(Role::Dispatch, 2)];
        check(&dispatch, Action::Create, Resource::Reading, &[5, 2, 1], Decision::Allowed);
        check(&dispatch, Action::Create, Resource::Reading, &[6, 3, 1], Decision::Hidden);
        check(&dispatch, Action::Create, Resource::Reading, &[1], Decision::Hidden);
    }

    #[test]
    fn seeing_without_doing_is_refused_openly() {
        let secretary = [(Role::Secretary, 2)];
        check(&secretary, Action::Create, Resource::Reading, &[5, 2], Decision::Forbidden);
        check(&secretary, Action::Read, Resource::User, &[], Decision::Hidden);
        check(&secretary, Action::Change, Resource::User, &[], Decision::Hidden);
    }

    #[test]
    fn deny_wins_over_any_other_role() {
        let both = [(Role::Dispatch, 1), (Role::SystemAdmin, 1)];
        check(&both, Action::Read, Resource::Reading, &[1], Decision::Hidden);
        assert!(scope(&actor(&both), Action::Read, Resource::Reading, TODAY()).is_nothing());
    }

    #[test]
    fn a_withheld_unit_is_for_roles_on_it_and_for_those_who_read_such_units() {
        let sees = |role, unit| {
            // A team in a branch abroad, which is withheld, of the group.
            let path = [(UnitId(5), false), (UnitId(2), true), (UnitId(1), false)];
            sees_withheld(&actor(&[(role, unit)]), &path, TODAY())
        };
        assert!([5, 2].into_iter().all(|unit| sees(Role::Worker, unit)));
        assert!(!sees(Role::Worker, 1) && !sees(Role::Secretary, 1) && !sees(Role::Dispatch, 1));
        assert!(sees(Role::PartyAffairs, 1) && sees(Role::Hr, 1) && sees(Role::Committee, 1));
        assert!(!sees(Role::PartyAffairs, 3));
    }

    #[test]
    fn a_grant_ends_on_its_day() {
        let mut actor = actor(&[(Role::Dispatch, 1)]);
        actor.grants[0].valid = DayRange { from: Day::EARLIEST, until: TODAY() };
        assert_eq!(
            decide(&actor, Action::Read, Resource::Unit, &[UnitId(1)], TODAY()),
            Decision::Hidden
        );
    }

    #[test]
    fn who_stands_in_takes_that_step_there_on_these_days_and_nothing_else() {
        let delegate = standing_in(&[], Role::Committee);
        let [below, above] = [[UnitId(5), UnitId(2), UnitId(1)].as_slice(), &[UnitId(1)]];
        let may = |action, resource, path: &[UnitId], day| {
            decide(&delegate, action, resource, path, day) == Decision::Allowed
        };
        assert!(may(Action::Approve, Resource::Plan, below, TODAY()));
        assert!(may(Action::Read, Resource::Plan, below, TODAY()));
        for &resource in Resource::ALL {
            for &action in Action::ALL {
                let is_it =
                    resource == Resource::Plan && [Action::Read, Action::Approve].contains(&action);
                assert_eq!(may(action, resource, below, TODAY()), is_it, "{action:?} {resource:?}");
                assert!(!may(action, resource, above, TODAY()));
                for days in [-1, 1] {
                    assert!(!may(action, resource, below, TODAY().plus_days(days)));
                }
            }
        }
        let covered = scope(&delegate, Action::Approve, Resource::Plan, TODAY());
        assert_eq!(covered.roots(), Some([UnitId(2)].as_slice()));
        assert!(scope(&delegate, Action::Sign, Resource::Plan, TODAY()).is_nothing());
        // What the absent one may not do, nobody does for them; an administrator does nothing for anybody.
        let bare = standing_in(&[], Role::Worker);
        let admin = standing_in(&[(Role::AuditAdmin, 1)], Role::Committee);
        for actor in [bare, admin] {
            let decision = decide(&actor, Action::Approve, Resource::Plan, below, TODAY());
            assert_ne!(decision, Decision::Allowed);
            let names = in_whose_name(&actor, Action::Approve, Resource::Plan, below, TODAY());
            assert!(names.is_empty());
        }
    }

    #[test]
    fn administrators_see_no_people_and_share_no_work() {
        // Whatever is not for running the program is the business's own. Of that they see the names of
        // units, which roles are given on, and which profiles are installed.
        let of_the_program = [Resource::Setting, Resource::User, Resource::Grant, Resource::Audit];
        let business = Resource::ALL.iter().filter(|resource| !of_the_program.contains(resource));
        for &resource in business {
            for &admin in Role::ALL.iter().filter(|role| role.is_administrator()) {
                for &action in Action::ALL {
                    let is_name = match resource {
                        Resource::Unit => action == Action::Read,
                        Resource::WithheldUnit => {
                            (admin, action) == (Role::SecurityAdmin, Action::Read)
                        }
                        Resource::Profile => (admin, action) == (Role::SystemAdmin, Action::Read),
                        _ => false,
                    };
                    let expected = if is_name { Verdict::Grant } else { Verdict::Deny };
                    let told = (admin.name(), action.name(), resource.name());
                    assert_eq!(rule(admin, action, resource), expected, "{told:?}");
                }
            }
        }
        let grants = |resource| {
            let admins = Role::ALL.iter().filter(|role| role.is_administrator());
            admins.filter(|&&role| rule(role, Action::Create, resource) == Verdict::Grant).count()
        };
        assert_eq!(grants(Resource::User), 1);
        assert_eq!(grants(Resource::Grant), 1);
        assert_eq!(grants(Resource::Audit), 0);
    }

    #[test]
    fn the_committed_matrix_is_the_rules() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/policy-matrix.txt");
        if std::env::var_os("RONGHE_BLESS").is_some() {
            std::fs::write(file, matrix()).unwrap();
        }
        let committed = std::fs::read_to_string(file).unwrap_or_default();
        assert_eq!(committed, matrix(), "RONGHE_BLESS=1 cargo test -p kernel writes the new table");
    }
}
