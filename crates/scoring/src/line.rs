//! What a line of a scoring scheme, or the criterion of a task, counts: results, steps, or mere volume.
//!
//! A heuristic over Chinese and English text (`principles.md` A2; `features.md` M36), exact in that the same text always
//! gives the same answer and every answer names the words that it stands on. It reads clause by clause:
//!
//! - *Volume* (数量): a number of meetings, articles, records; a fine for each one missing, full marks "for
//!   at least twelve"; that files are complete; screenshots, online time, likes.
//! - *Outcome* (结果): something of the work or for people that is better, met, solved, absent.
//! - *Process* (过程): what is done, without either.
//!
//! A clause in which volume is counted stays volume whatever it is about ("at least three articles on zero
//! accidents"); a line with another clause that has an outcome is an outcome with volume in it. Instructions
//! by leaders, press and honours are marked apart: they are no class of their own.
//!
//! Sources of the marks: 整治形式主义为基层减负若干规定; 国办函〔2026〕12号 on government mobile applications.
//! A person may overrule the answer with a reason; nothing here decides alone.

mod english;

/// What a line counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    Outcome,
    Process,
    Volume,
}

impl Class {
    pub const ALL: [Self; 3] = [Self::Outcome, Self::Process, Self::Volume];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Outcome => "outcome",
            Self::Process => "process",
            Self::Volume => "volume",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }
}

/// Why a line is what it is, or what else about it should be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// A result of the work, or what people say of it.
    Result,
    /// How many of something that proves nothing.
    Count,
    /// Points for each one, or a fine for each one missing.
    Each,
    /// That the files are there and look as they should.
    Files,
    /// Screenshots, photographs, traces kept for the check.
    Trace,
    /// Online time, check-ins, points of an application, likes.
    Online,
    /// An instruction or praise by a leader.
    Instruction,
    /// Articles in the press.
    Press,
    /// Honours.
    Honour,
}

impl Sign {
    pub const ALL: [Self; 9] = [
        Self::Result,
        Self::Count,
        Self::Each,
        Self::Files,
        Self::Trace,
        Self::Online,
        Self::Instruction,
        Self::Press,
        Self::Honour,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Result => "result",
            Self::Count => "count",
            Self::Each => "each",
            Self::Files => "files",
            Self::Trace => "trace",
            Self::Online => "online",
            Self::Instruction => "instruction",
            Self::Press => "press",
            Self::Honour => "honour",
        }
    }

    /// Whether it makes its clause one of volume.
    const fn is_volume(self) -> bool {
        matches!(self, Self::Count | Self::Each | Self::Files | Self::Trace | Self::Online)
    }
}

/// What a line is, with each sign and the words in which it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    pub class: Class,
    pub signs: Vec<(Sign, String)>,
}

impl Judged {
    /// Whether something is counted in it that proves nothing, be it beside an outcome.
    pub fn has_volume(&self) -> bool {
        self.signs.iter().any(|(sign, _)| sign.is_volume())
    }
}

/// What is held, written or handed in, and proves nothing by its number.
const PAPER: &[&str] = &[
    "会议",
    "例会",
    "大会",
    "委员会",
    "小组会",
    "生活会",
    "专题会",
    "碰头会",
    "分析会",
    "推进会",
    "开会",
    "召开",
    "支委会",
    "座谈",
    "报告会",
    "交流会",
    "动员会",
    "民主评议",
    "三会一课",
    "党课",
    "党日",
    "授课",
    "讲课",
    "上课",
    "课程",
    "轮训",
    "集训",
    "教育",
    "测试",
    "答题",
    "学习",
    "培训",
    "研讨",
    "讲座",
    "宣讲",
    "笔记",
    "心得",
    "体会",
    "台账",
    "资料",
    "材料",
    "档案",
    "记录",
    "信息",
    "稿",
    "简报",
    "周报",
    "月报",
    "专报",
    "发文",
    "文件",
    "述职",
    "报道",
    "宣传",
    "文章",
    "新闻",
    "视频",
    "公众号",
    "推文",
    "展板",
    "标语",
    "横幅",
    "活动",
    "谈话",
    "谈心",
    "走访",
    "慰问",
    "调研",
    "检查",
    "督导",
    "总结",
    "汇报",
    "方案",
    "征文",
    "竞赛",
    "志愿",
    "读书",
    "微党课",
    "观影",
    "参观",
    "案例",
    "论文",
    "课题",
    "书籍",
    "篇目",
    "阅读",
    "演讲",
    "问卷",
    "承诺书",
    "责任书",
    "通报",
    "发言",
    "投稿",
    "宣传栏",
    "板报",
    "网评",
    "组织生活",
    "党费",
];

/// Words behind a number that count.
const MEASURES: &[&str] = &[
    "次", "篇", "场", "期", "份", "条", "学时", "课时", "小时", "分钟", "字", "本", "幅", "块",
    "讲", "轮", "遍", "盒", "页", "张", "个", "项", "件", "人次", "部", "堂", "节", "回", "册",
    "套", "例",
];

/// Words behind a number that count paper, whatever else the clause says.
const PAPER_MEASURES: &[&str] = &["篇", "学时", "课时", "场次", "场会"];

/// Words that count without a number.
const COUNTS: &[&str] = &[
    "次数",
    "篇数",
    "场次",
    "频次",
    "期数",
    "字数",
    "人次",
    "数量",
    "覆盖率",
    "参与率",
    "参学率",
    "参加率",
    "出勤率",
    "到课率",
    "完成学时",
];

const FILES: &[&str] = &["台账", "资料", "材料", "档案", "记录", "笔记", "痕迹", "盒", "簿", "本"];
const LOOKS: &[&str] = &[
    "齐全",
    "完整",
    "规范",
    "完善",
    "健全",
    "装订",
    "归档",
    "整洁",
    "齐备",
    "清晰",
    "详实",
    "无缺项",
    "上报",
    "报送",
    "填写",
    "留存",
    "备查",
    "美观",
    "厚",
];
const TRACES: &[&str] =
    &["截图", "截屏", "照片", "合影", "影像", "录像", "留痕", "痕迹", "拍照", "签字表", "签到表"];
const ONLINE: &[&str] = &[
    "时长",
    "在线",
    "打卡",
    "签到",
    "点赞",
    "转发",
    "关注量",
    "阅读量",
    "播放量",
    "点击量",
    "访问量",
    "粉丝",
    "浏览",
    "学习强国",
    "积分",
    "安装率",
    "活跃度",
    "登录",
];
const INSTRUCTIONS: &[&str] =
    &["批示", "批阅", "领导肯定", "领导表扬", "领导认可", "领导签批", "圈阅"];
const PRESS: &[&str] =
    &["媒体", "报刊", "报道", "刊发", "刊登", "采用", "电视台", "发稿", "稿件", "新闻"];
const HONOURS: &[&str] = &["荣誉", "表彰", "获奖", "奖项", "先进", "标兵", "命名"];

/// What the work is there for, and what people say of it.
const RESULTS: &[&str] = &[
    "产量",
    "产率",
    "灰分",
    "介耗",
    "电耗",
    "水耗",
    "能耗",
    "单耗",
    "药耗",
    "成本",
    "利润",
    "营收",
    "收入",
    "销售",
    "回款",
    "应收",
    "事故",
    "伤亡",
    "工伤",
    "轻伤",
    "重伤",
    "违章",
    "三违",
    "隐患",
    "停机",
    "停产",
    "故障",
    "影响时间",
    "可用率",
    "开机率",
    "完好率",
    "合格率",
    "达标率",
    "优良率",
    "命中率",
    "完成率",
    "整改率",
    "闭环率",
    "关闭率",
    "解决率",
    "兑现率",
    "办结率",
    "化解率",
    "稳定率",
    "满意度",
    "满意率",
    "好评",
    "投诉",
    "信访",
    "上访",
    "质量",
    "效率",
    "工效",
    "回收率",
    "损耗",
    "损失",
    "节约",
    "降本",
    "增效",
    "创效",
    "难题",
    "瓶颈",
    "短板",
    "问题",
    "诉求",
    "抢修",
    "抢险",
    "险情",
    "排放",
    "环保",
    "交付",
    "工期",
    "专利",
    "验收",
    "投运",
    "达产",
    "经营指标",
    "生产任务",
    "年度目标",
    "目标值",
    "煤质",
    "装车",
    "库存",
    "周转",
    "人均",
    "流失率",
    "技能等级",
    "持证",
    "合同",
    "中标",
    "产值",
    "负债",
    "资金",
    "矛盾",
    "纠纷",
    "发运量",
    "入洗",
    "水分",
    "发热量",
    "带煤",
    "缺陷",
    "返工",
    "泄漏",
    "超标",
    "延误",
    "罚款",
    "周期",
    "转化率",
    "推广应用",
    "应急处置",
    "用水量",
    "材料费",
    "修理费",
    "备件",
    "吨煤",
    "停电",
    "罢工",
    "离职",
];

/// That it is better, met, solved or absent.
const VERBS: &[&str] = &[
    "完成",
    "达到",
    "达成",
    "超",
    "低于",
    "高于",
    "不低于",
    "不高于",
    "下降",
    "降低",
    "降",
    "减少",
    "压减",
    "提高",
    "提升",
    "增长",
    "增加",
    "节约",
    "缩短",
    "解决",
    "消除",
    "恢复",
    "整改",
    "闭环",
    "通过",
    "投运",
    "见效",
    "实现",
    "零",
    "无",
    "未发生",
    "没有发生",
    "杜绝",
    "避免",
    "兑现",
    "控制在",
    "稳定在",
    "保持",
    "优于",
    "同比",
    "环比",
    "较上年",
    "化解",
    "办结",
    "挽回",
    "达标",
    "排除",
    "按期",
    "取得",
    "验收",
    "成功",
    "减半",
];

/// Steps that sound like results and are none.
const PLANS: &[&str] = &["制定", "部署", "研究", "传达", "安排", "明确", "分解", "签订"];

/// The words that count in a line that does nothing but count; `None` where something else is judged.
pub fn only_counts(text: &str) -> Option<String> {
    let judged = judge(text);
    let words: Vec<&str> = judged.signs.iter().map(|(_, word)| word.as_str()).collect();
    (judged.class == Class::Volume).then(|| words.join("、"))
}

/// Judges a line.
pub fn judge(text: &str) -> Judged {
    let mut seen = Seen::default();
    for clause in normal(text).split(MARKS) {
        let volume = volume(clause, seen.subject);
        let result = result(clause);
        let is_paper = any(clause, PAPER).is_some();
        seen.note(is_paper, volume, result, marks(clause));
    }
    seen.subject = false;
    for clause in text.split(MARKS).flat_map(|clause| clause.split(". ")) {
        let volume = english::volume(clause, seen.subject);
        let result = english::result(clause);
        seen.note(english::is_paper(clause), volume, result, english::marks(clause));
    }
    let class = match (seen.has_outcome, seen.has_volume) {
        (true, _) => Class::Outcome,
        (false, true) => Class::Volume,
        (false, false) => Class::Process,
    };
    Judged { class, signs: seen.signs }
}

/// What parts clauses.
const MARKS: [char; 8] = ['，', '。', '；', '：', ',', ';', ':', '\n'];

/// What was seen in the clauses of a line so far.
#[derive(Default)]
struct Seen {
    has_outcome: bool,
    has_volume: bool,
    /// What a clause counts may stand in the clause before it: "组织学习，每少一次扣 0.5 分".
    subject: bool,
    signs: Vec<(Sign, String)>,
}

impl Seen {
    /// Takes a clause: whether it names paper, what makes it one of volume, its result, its other marks.
    fn note(
        &mut self,
        is_paper: bool,
        volume: Vec<(Sign, String)>,
        result: Option<String>,
        marks: Vec<(Sign, String)>,
    ) {
        // A clause in which volume is counted stays volume whatever it is about.
        let result = result.filter(|_| volume.is_empty());
        self.has_volume |= !volume.is_empty();
        self.has_outcome |= result.is_some();
        self.subject = is_paper || (self.subject && result.is_none());
        let result = result.map(|word| (Sign::Result, word));
        for sign in volume.into_iter().chain(result).chain(marks) {
            if !self.signs.contains(&sign) {
                self.signs.push(sign);
            }
        }
    }
}

/// Digits and punctuation in one width, without blanks.
fn normal(text: &str) -> String {
    let narrow = |c: char| match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '％' | '－' | '．' => {
            char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)
        }
        _ => c,
    };
    text.chars().filter(|c| !c.is_whitespace()).map(narrow).collect()
}

/// The first of these words in the text.
fn any<'a>(text: &str, words: &[&'a str]) -> Option<&'a str> {
    words.iter().copied().find(|word| text.contains(word))
}

/// What makes a clause one of volume; `subject` says that the clauses before it are about paper.
fn volume(clause: &str, subject: bool) -> Vec<(Sign, String)> {
    let mut found = Vec::new();
    let paper = any(clause, PAPER);
    let is_about_paper = paper.is_some() || (subject && any(clause, RESULTS).is_none());
    if is_about_paper {
        if let Some(word) = each(clause) {
            found.push((Sign::Each, word));
        } else if let Some(word) = counted(clause, MEASURES) {
            found.push((Sign::Count, word));
        } else if let (Some(word), Some(_)) = (any(clause, COUNTS), paper) {
            found.push((Sign::Count, word.to_owned()));
        }
    } else if let Some(word) = counted(clause, PAPER_MEASURES) {
        found.push((Sign::Count, word));
    }
    if let (Some(word), Some(_)) = (any(clause, FILES), any(clause, LOOKS)) {
        found.push((Sign::Files, word.to_owned()));
    }
    found.extend(any(clause, TRACES).map(|word| (Sign::Trace, word.to_owned())));
    found.extend(any(clause, ONLINE).map(|word| (Sign::Online, word.to_owned())));
    found
}

/// Marks that are no class of their own.
fn marks(clause: &str) -> Vec<(Sign, String)> {
    let marks = [(Sign::Instruction, INSTRUCTIONS), (Sign::Press, PRESS), (Sign::Honour, HONOURS)];
    let mark = |(sign, words): (Sign, &[&str])| Some((sign, any(clause, words)?.to_owned()));
    marks.into_iter().filter_map(mark).collect()
}

/// A result in a clause: what the work is there for, and that it is better, met, solved or absent.
fn result(clause: &str) -> Option<String> {
    if any(clause, PLANS).is_some_and(|plan| clause.starts_with(plan)) {
        return None;
    }
    let what = any(clause, RESULTS)?;
    let rest = clause.replacen(what, "", 1);
    let is_measured = rest.contains('%') || what.ends_with('率') || what.ends_with('度');
    // A name that says itself that something was saved or solved.
    let is_said =
        ["降本", "增效", "创效", "节约", "抢修", "抢险", "验收", "投运", "达产"].contains(&what);
    let verb = any(&rest, VERBS).is_some();
    (is_measured || is_said || verb).then(|| what.to_owned())
}

const NUMERALS: &str = "一二两三四五六七八九十半百";

fn is_number(c: char) -> bool {
    c.is_ascii_digit() || c == '.' || NUMERALS.contains(c)
}

/// A number with a word that counts behind it, such as "12次" or "一篇".
fn counted(clause: &str, measures: &[&str]) -> Option<String> {
    let chars: Vec<char> = clause.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        if !is_number(chars[at]) {
            at += 1;
            continue;
        }
        let start = at;
        while at < chars.len() && is_number(chars[at]) {
            at += 1;
        }
        let after = at + chars[at..].iter().take_while(|c| "以上余多".contains(**c)).count();
        let rest: String = chars[after..].iter().collect();
        // "一个支部" and "三会一课" count nothing.
        let measure = measures.iter().find(|word| rest.starts_with(**word));
        let is_one = chars[start..at] == ['一'] && after == at;
        if let Some(word) = measure
            && !(is_one && matches!(*word, "个" | "项" | "件" | "节" | "本" | "部"))
        {
            let number: String = chars[start..after].iter().collect();
            return Some(format!("{number}{word}"));
        }
    }
    None
}

/// Points for each, or a fine for each one missing: "每缺一次扣0.2分", "每篇加1分", "未召开扣2分".
fn each(clause: &str) -> Option<String> {
    let gives = ["扣", "加", "得", "奖", "计"].iter().any(|word| clause.contains(word));
    if !gives {
        return None;
    }
    let opens = [
        "每缺",
        "每少",
        "缺少",
        "缺一",
        "少一",
        "缺1",
        "少1",
        "未按时",
        "未召开",
        "未开会",
        "未参会",
        "缺会",
        "未开展",
        "未组织",
        "未参加",
        "未完成学习",
        "未上报",
        "未报送",
        "无记录",
        "缺席",
        "缺课",
    ];
    if let Some(word) = any(clause, &opens) {
        return Some(word.to_owned());
    }
    let behind = clause.split_once('每')?.1;
    let behind = behind.trim_start_matches(is_number);
    let measure = MEASURES.iter().find(|word| behind.starts_with(**word));
    let named = || {
        let head: String = behind.chars().take(8).collect();
        any(&head, PAPER).or_else(|| any(&head, MEASURES))
    };
    measure.copied().or_else(named).map(|word| format!("每{word}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Label, set and text of every line of the corpus.
    fn corpus() -> Vec<(Class, &'static str, &'static str)> {
        let lines = include_str!("../corpus/lines.tsv").lines();
        let lines = lines.filter(|line| !line.starts_with('#'));
        let read = |line: &'static str| {
            let [label, set, text] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            (Class::from_name(label).unwrap(), set, text)
        };
        lines.map(read).collect()
    }

    #[track_caller]
    fn check(text: &str, class: Class, signs: &[Sign]) {
        let judged = judge(text);
        let found: Vec<Sign> = judged.signs.iter().map(|(sign, _)| *sign).collect();
        assert_eq!((judged.class, &found[..]), (class, signs), "{text}: {:?}", judged.signs);
    }

    #[test]
    fn an_answer_names_the_words_it_stands_on() {
        check("开展主题党日，不少于12次得满分", Class::Volume, &[Sign::Count]);
        check("学习每缺一次扣0.2分", Class::Volume, &[Sign::Each]);
        check("学习资料齐全", Class::Volume, &[Sign::Files]);
        check("精煤产率达到58%", Class::Outcome, &[Sign::Result]);
        check("制定融合方案", Class::Process, &[]);
        check("每月至少开会12次得满分", Class::Volume, &[Sign::Each]);
        check("全年开会不少于12次", Class::Volume, &[Sign::Count]);
        check("每月3篇得满分", Class::Volume, &[Sign::Count]);
        check("支部召开会议研究安全生产", Class::Process, &[]);
        check("At least 12 meetings a month for full marks", Class::Volume, &[Sign::Count]);
        check("Downtime falls by 10 %", Class::Outcome, &[Sign::Result]);
        check("Within 24 hours of the meeting", Class::Process, &[]);
        check("获得领导批示", Class::Process, &[Sign::Instruction]);
        let judged = judge("召开分析会 １２ 次，停机时间下降10%");
        assert_eq!(judged.class, Class::Outcome);
        assert!(judged.has_volume(), "an outcome does not hide what is counted beside it");
        assert!(judged.signs.contains(&(Sign::Count, "12次".to_owned())));
    }

    #[test]
    fn a_table_of_volume_is_seen_and_outcomes_are_not_taken_for_it() {
        let of = |set: &str| {
            let lines = corpus().into_iter().filter(move |line| line.1 == set);
            let judged: Vec<Class> = lines.map(|(_, _, text)| judge(text).class).collect();
            (judged.iter().filter(|class| **class == Class::Volume).count(), judged.len())
        };
        let (volume, all) = of("volume-table");
        assert!(volume * 100 >= all * 80, "{volume} of {all}");
        assert_eq!(of("outcomes").0, 0);
        let dual = corpus().into_iter().filter(|line| line.1 == "dual").collect::<Vec<_>>();
        let outcomes = dual.iter().filter(|line| judge(line.2).class == Class::Outcome).count();
        assert!(outcomes * 2 > dual.len(), "mostly outcome: {outcomes} of {}", dual.len());
    }

    #[test]
    fn precision_and_recall_hold_on_the_corpus() {
        let corpus = corpus();
        assert!(corpus.len() >= 120, "{}", corpus.len());
        let wrong: Vec<String> = corpus
            .iter()
            .filter(|(label, _, text)| judge(text).class != *label)
            .map(|(label, _, text)| format!("{} {text}: {:?}", label.name(), judge(text)))
            .collect();
        let agreed = corpus.len() - wrong.len();
        assert!(agreed * 100 >= corpus.len() * 90, "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn lines_in_english_are_told_apart_too() {
        let lines = include_str!("../corpus/lines.en.tsv").lines();
        let lines: Vec<(&str, &str)> = lines
            .filter(|line| !line.starts_with('#'))
            .map(|it| it.split_once('\t').unwrap())
            .collect();
        assert!(lines.len() >= 40);
        for (label, text) in lines {
            assert_eq!(judge(text).class.name(), label, "{text}: {:?}", judge(text).signs);
        }
    }

    #[test]
    fn blanks_and_widths_change_nothing() {
        for (_, _, text) in corpus() {
            let wide: String = text
                .chars()
                .map(|c| match c {
                    '0'..='9' => char::from_u32(c as u32 + 0xFEE0).unwrap(),
                    c => c,
                })
                .collect();
            let spaced: String = text.chars().flat_map(|c| [c, ' ']).collect();
            assert_eq!(judge(&wide), judge(text));
            assert_eq!(judge(&spaced), judge(text));
        }
    }
}
