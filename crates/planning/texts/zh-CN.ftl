# 月度跟踪
tracker-title = 计划跟踪
tab-mood = 思想动态
tabs-plan = 日常
tabs-work = 推进
tabs-data = 数据
tab-grid = 录入
tracker-of = 计划跟踪 · { $unit }
tracker-sheet = 指标
tracker-no-unit = 还没有您可以查看的单位
tracker-no-unit-hint = 先在“组织”中建立或导入单位，或请安全管理员给您授权。
tracker-to-units = 去建立单位
tracker-previous = 上一月
tracker-next = 下一月
tracker-month = 月份
tracker-go = 查看
tracker-enter = 录入本月
tracker-tile-month = 本月达标
tracker-tile-to-date = 累计达标
tracker-tile-off = 本月差于门槛
tracker-tile-missing = 本月未报
tracker-of-all = / { $n } 项
tracker-near = 另有 { $n } 项偏低
tracker-open = 另有 { $n } 项未设目标或无值
tracker-business = 生产经营
tracker-through = 本月 · 累计至 { $month }
tracker-this-month = 本月
tracker-status = 状态
tracker-notes = 说明
tracker-to-date = 累计
tracker-to-date-short = 累计
tracker-to-date-target = 累计目标
tracker-completion = 累计完成率（%）
tracker-months-used = 计入期数
tracker-status-to-date = 累计状态
tracker-notes-to-date = 累计说明
tracker-against = 目标
tracker-bar = { $indicator }累计与目标的比较
tracker-used = 已报 { $used } / { $of } 期
tracker-compared = 只有 { $n } 期有目标，按同期比较
tracker-weighted = 目标按实际加权
tracker-partly = { $of } 个单位中 { $n } 个已报
tracker-partly-numbers = 应报 { $of } 个数，已报 { $n } 个
tracker-fewer = { $n } 个单位已报，其他期最多 { $of } 个
tracker-high = 偏高
tracker-outside = 略出区间
tracker-no-target = 未设目标
tracker-no-value = 无值：分母为零
tracker-empty = 这一年到本月还没有读数和目标
tracker-empty-hint = 直接录入本月数值，或在“导入”中上传月报表。
tracker-empty-read = 业务部门录入或导入之后，这里会显示。
tracker-raise = 登记问题
tracker-raise-for = 就{ $indicator }登记问题
tracker-below = 下级单位
tracker-below-hint = 本月各状态的指标数，按设立先后排列
tracker-unit = 单位
tracker-reported = 已报
tracker-nothing-planned = 本月没有读数和目标

# 指标走势
course-periods = 各期
course-hint = 点击数值看每个版本及其来源

# 数值来历
history-title = 数值来历
history-now = 当前值
history-versions = 版本
history-value = 数值
history-two-numbers = 分子（值）/ 分母（权重）
history-when = 时间
history-who = 录入人
history-why = 原因
history-source = 来源
history-typed = 录入
history-import = 导入 { $n }
history-undone = 撤销导入 { $n }
history-cell-text = 原文“{ $text }”
history-withdrawn = 已撤回：{ $at } { $who } { $why }
history-parts = 由下级单位汇总
history-part-withheld = 另有不公开的下级单位，其数字计入合计，此处不列。
history-numerator = 分子
history-denominator = 分母或权重
history-count = 读数个数
history-nothing = 本期没有这个数值
history-nothing-hint = 未报不等于零。录入或导入之后，这里列出每个版本及其来源。

# 读数种类
kind-actual = 实际
kind-target = 目标
kind-threshold = 门槛
kind-stretch = 挑战值
kind-target-high = 目标上限
kind-threshold-high = 门槛上限
kind-named = { $kind ->
        [actual] { kind-actual }
        [threshold] { kind-threshold }
        [stretch] { kind-stretch }
        [target-high] { kind-target-high }
        [threshold-high] { kind-threshold-high }
       *[target] { kind-target }
    }
term-target-high = 目标上限

# 录入表
grid-title = 录入
grid-of = 录入 · { $unit }
grid-about = 录入内容
grid-all-indicators = 本单位全部指标
grid-below = 下级单位：{ $indicator }
grid-period = 期间
grid-weight = { $kind }的分母或权重
grid-reason = 更正原因
grid-reason-help = 改动或清空已报数值时必填；旧值保留为历史版本。
grid-no-units = 这个单位下面没有单位
grid-no-units-hint = 选择“本单位全部指标”，或在“组织”中建立下级单位。
grid-theirs = 他人已保存 { $value }
grid-empty = 留空
grid-saved = 已保存 { $written } 个数值，清空 { $cleared } 个

# 指标字典
problem-readings-too-many = 超过 { $most } 行。请按单位、期间、指标或类型缩小范围；全部导出用 ronghe export readings。
dictionary-title = 指标字典
dictionary-empty = 还没有指标
dictionary-empty-hint = 新建指标，或导入月报表时由配置带入。
dictionary-saved = 指标已保存。
indicator-new = 新建指标
indicator-edit = 修改指标
indicator-inactive = 停用
indicator-code = 代码
indicator-code-help = 字母、数字、- _ .，导入和导出用。
indicator-name = 名称
indicator-name-zh = 中文名称
indicator-name-en = 英文名称
indicator-unit = 计量单位
indicator-unit-help = 如 t、kg/t、%。吨与万吨是两个单位。
indicator-decimals = 显示小数位
indicator-factor = 比率的倍数
indicator-factor-help = 百分数填 100，千克每吨（分子为吨）填 1000，其他填 1。
indicator-grain = 期间
indicator-source = 数据来源
indicator-source-help = 如磅单系统、化验室、财务月结。
indicator-tolerance = 容差（%）
indicator-tolerance-help = 没有门槛时，差于目标多少以内算“偏低”；留空用全企业设置。
indicator-negative = 可以为负
indicator-active = 在用
indicator-active-help = 停用后不再出现在录入表，历史保留。
indicator-used-hint = 已有读数：计量单位、汇总方式、倍数和期间不能再改。
direction-up = 越高越好
direction-down = 越低越好
direction-range = 区间
aggregation-sum = 求和
aggregation-last = 取末值
aggregation-ratio = 和之比
aggregation-mean = 加权平均
aggregation-sum-help = 各单位求和
aggregation-last-help = 各单位期末值求和
aggregation-ratio-help = 分子之和 ÷ 分母之和
aggregation-mean-help = 按权重平均

# 企业设置
settings-title = 系统设置
settings-saved = 设置已保存
settings-name = 企业名称
settings-zone = 时区
settings-zone-help = 如 Asia/Shanghai。
settings-year = 财务年度开始
settings-month = { $n } 月
settings-cut = 生产日切换时刻（时）
settings-tolerance = 容差（%）
settings-tolerance-help = 指标没有门槛时，差于目标多少以内算“偏低”。
settings-steps = 年度计划每步办理期限（天）
settings-steps-help = 提交、会签、批准各在上一步之后几天内办理；从下一步起算。
settings-itself = 自身建设类任务上限（%）
settings-itself-help = 年度计划中只为自身建设的党建任务，最多占任务总数的比例。

# 问题：读数
problem-reading-grain = 指标 { $indicator } 按{ $grain }报，{ $period } 不是这样的期间。请改期间，或另建指标。
problem-reading-negative = 指标 { $indicator } 不能为负，收到 { $value }。请核对；确有负数的，在指标字典中勾选“可以为负”。
problem-reading-needs-two-numbers = 指标 { $indicator } 需要两个数：分子和分母（或值和权重）。请补上第二个数。
problem-reading-takes-one-number = 指标 { $indicator } 只有一个数，没有分母或权重。请去掉第二个数。
problem-reading-order = { $unit } { $period } 的 { $indicator }：{ $lower ->
        [threshold] { kind-threshold }
        [stretch] { kind-stretch }
        [target-high] { kind-target-high }
        [threshold-high] { kind-threshold-high }
       *[target] { kind-target }
    } { $low } 高于{ $upper ->
        [threshold] { kind-threshold }
        [stretch] { kind-stretch }
        [target-high] { kind-target-high }
        [threshold-high] { kind-threshold-high }
       *[target] { kind-target }
    } { $high }，次序颠倒。请更正其中一个（可两个一并保存）；方向设错的，请在指标字典中更正。
problem-reading-indicator = 没有编号为 { $indicator } 的指标。请刷新页面后重试。
problem-reading-outside-life = { $unit } 在 { $period } 不存在。请核对期间，或在“组织”中更正单位的起止日期。
problem-reading-twice = { $unit } { $period } 的 { $indicator }（{ kind-named }）出现两次，数值不同。请只留一个。
problem-reading-restate-reason = { $unit } { $period } 的 { $indicator }（{ kind-named }）已有数值 { $before }，新值 { $value }。请填写更正原因后再保存。
problem-reading-counted-below = { $unit } { $period } 的 { $indicator }（{ kind-named }）已由下级单位汇总，再录入会重复计算。请在下级单位录入，或先撤回下级读数。
problem-reading-counted-above = { $unit } { $period } 的 { $indicator }（{ kind-named }）已由上级单位 { $other } 直接录入，再录入会重复计算。请先撤回上级读数。
problem-reading-move-counts-twice = 移动后 { $unit } 在 { $period } 的数值会重复计算：它自己和下级都有读数。请先撤回其中一方。
problem-reading-saved-meanwhile = 同一数值刚由他人保存。您填写的内容仍在页面上，请核对后再保存。
problem-typed-grouped = “{ $value }”带千分位。请去掉分隔符，例如 1234.5。
problem-typed-decimal-comma = “{ $value }”用逗号作小数点。请改为小数点，例如 1234.5。
problem-typed-full-width = “{ $value }”含全角字符。请改为半角数字。
problem-typed-cell-error = “{ $value }”是表格的错误值。请在原表改正后再粘贴。
problem-typed-percent = “{ $value }”带百分号。请只填数字。
problem-grid-reason = 有已报数值被改动或清空。请填写更正原因。
problem-grid-weight-alone = 只有分母（权重），没有数值。请补上数值，或两格都留空。
problem-grid-collision = 有 { $n } 格他人已先保存，您的数值和他人的数值都列在表中，没有写入。请核对；再次保存将以您的数值更正。

# 问题：指标与设置
problem-indicator-code = 代码“{ $code }”不可用。请用字母、数字、- _ .，不超过 64 个字节。
problem-indicator-name = 没有名称。请填写中文或英文名称。
problem-indicator-decimals = 小数位须为 0–6。
problem-indicator-factor = 倍数须为 1–1000000 的整数。
problem-indicator-tolerance = 容差不能为负。
problem-indicator-code-taken = 代码“{ $code }”已被使用。请换一个。
problem-indicator-changed = 他人刚刚修改了这个指标，现值列在上方。您填写的内容仍在，核对后请重新打开再保存。
problem-indicator-used = 已有读数，这一项不能再改。请另建指标。
problem-indicator-percent-factor = 提示：单位是百分数而倍数不是 100。
problem-indicator-factor-unused = 提示：倍数只对“和之比”有意义。
problem-indicator-rate-summed = 提示：单位像是比率，而汇总方式是求和或取末值；比率不应相加。
problem-setting-name = 名称不超过 60 个字。
problem-setting-zone = 没有名为“{ $value }”的时区。请填写如 Asia/Shanghai。
problem-setting-year = 请选择 1–12 月。
problem-setting-cut = 请填写 0–23 的整点。
problem-setting-steps = 请填写 1–90 的整数。
problem-setting-itself = 请填写 0–100 的整数。
problem-setting-year-planned = 已有年度计划，财务年度不能再改。
problem-setting-tolerance = 容差须为 0–100 的数字。
problem-settings-changed = 他人刚刚改过设置。您填写的内容仍在，请在新窗口打开设置核对后再保存。

# 填报负担
burden-title = 填报负担
burden-of = { $unit } · 填报负担
burden-hint = 一个月里手工录入了多少、从文件和记录自动取得多少。不估算用时：没有可靠的单次用时来源，没有量过的不估。只按单位汇总，不记录谁在何时录入、用了多久，也不用于对任何人的评价。
burden-typed = 手工录入的数
burden-again = 其中重录
burden-again-n = 其中重录 { $n }
burden-filled = 从文件取得的数
burden-filled-hint = 导入，无需手工录入
burden-said = 手工填报的任务进展
burden-said-hint = 没有度量的党建任务
burden-measured = 由记录计量的任务
burden-measured-hint = 无需填报
burden-matters = 问题的填写
burden-matters-hint = 提出、措施、办理与验证各算一次
burden-records = 思想动态记录
burden-share = { $of } 项中 { $n } 项靠手工
burden-units = 各单位
burden-demands = 由谁要求
burden-by = 指标主管单位
burden-nobody = 未指定主管单位
burden-none = 本月没有数
burden-none-hint = 换一个月份查看。
