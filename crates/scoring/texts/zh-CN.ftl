# 考核方案与计分
problem-scheme-unreadable = 方案第 { $line } 行第 { $column } 列读不出来：{ $message }。小数请写在引号里，例如 "0.5"。
problem-scheme-too-long = 方案文本超过 { $most } 字节，请拆分。
problem-scheme-unprintable = 方案无法写成文本：{ $message }。
problem-scheme-no-kind = { $place }：没有单位类别，请至少写一个。
problem-scheme-kind-unknown = 方案 { $scheme } 没有单位类别 { $kind }；现有：{ $known }。
problem-scheme-effective-early = { $place }：施行日 { $effective } 早于公布日 { $published }，请改为公布之后。
problem-scheme-until-early = { $place }：失效日不晚于施行日，请改正。
problem-scheme-share-range = { $place }：份额应在 0 与 1 之间。
problem-scheme-range = { $place }：下限不小于上限，区间没有宽度，请改正。
problem-scheme-out-of = { $place }：满分应大于 0。
problem-scheme-decimals = { $place }：公布的小数位数至多 12 位。
problem-scheme-status-zero = { $place }：不适用、不公开的数不得按 0 分计，请改为 redistribute 或 wait。
problem-scheme-status-full = { $place }：未报的数不得把权重让给别项，请改为 zero 或 wait。
problem-scheme-no-consultation = { $place }：没有征求意见的记录；涉及职工切身利益的办法应经民主程序。
problem-scheme-consultation-late = { $place }：征求意见（{ $held }）晚于公布（{ $published }）。
problem-scheme-negative = { $place }：分值不得为负，请改正。
problem-scheme-veto-idle = { $place }：否决没有写后果，请写明 zero、cap、grade 或 ineligible。
problem-scheme-veto-basis = { $place }：否决没有依据，请写明。
problem-scheme-party-unstated = { $place }：没有写明党建所占份额，请写明。
problem-scheme-party-share = { $place }：写明党建占 { $stated }，各部分合计为 { $sum }，请使两者一致。
problem-scheme-party-negligible = { $place }：党建只占 { $share }，低于 { $least }，难起实质作用。
problem-scheme-grade-unknown = { $place }：没有这个等次，请用 grade 中的名称。
problem-scheme-cap-outside = { $place }：封顶分不在总分范围内。
problem-scheme-grade-order = { $place }：等次应从高到低，最后一个从最低分起。
problem-scheme-consecutive-years = { $place }：连续年数至少为 2。
problem-scheme-distribution = { $place }：比例上限应在 0 与 1 之间、逐级不减，且少于等次数。
problem-scheme-unnamed = { $place }：有一项没有编号，请补上。
problem-scheme-twice = { $place }：编号 { $name } 出现两次，请改一个。
problem-scheme-empty = { $place }：没有条目，请补上或删去。
problem-scheme-weight-unwanted = { $place }：加分、扣分项不写权重，请删去。
problem-scheme-weight-missing = { $place }：没有权重，请补上。
problem-scheme-weight-negative = { $place }：有权重为负，请改正。
problem-scheme-weights = { $place }：权重合计 { $sum }，应为 { $whole }，相差 { $off }，请改正。
problem-scheme-bonus-uncapped = { $place }：加分没有上限，请写 most 或 bonus_most。
problem-scheme-gate-unknown = { $place }：所看的部分不在第一层，请改为第一层的编号。
problem-scheme-indicator-budget = { $place }：有 { $lines } 条，超过 { $most } 条，请精简。
problem-scheme-input-shared = { $place }：数据 { $input } 被多条使用（{ $lines }），请确认不是重复计分。
problem-scheme-class-reason = { $place }：改判类别没有写理由，请补上。
problem-scheme-passing-unknown = { $place }：不适用时转给的条目不在本部分内。
problem-scheme-points-order = { $place }：门槛、目标、挑战的分值应不减。
problem-scheme-limits = { $place }：门槛、目标、挑战的次序不对，或区间没有宽度，请改正。
problem-scheme-target-zero = { $place }：目标为 0，不能按比例计分，请改用绝对值的规则。
problem-scheme-share-misplaced = { $place }：百分数只用于门槛和挑战，请写数值。
problem-scheme-pace = { $place }：步宽应大于 0，分值和上限不得为负。
problem-scheme-baseline = { $place }：写了低于基准的上限，但没有基准值或加分步。
problem-scheme-tiers = { $place }：分档应从最好的起依次写，全用 from 或全用 up_to。
problem-scheme-prices-empty = { $place }：没有写事项的分值，请补上。
problem-scheme-rescale = { $place }：折算的两个满分都应大于 0。
problem-scheme-raters-few = { $place }：{ $group } 少到 { $fewest } 人即计分，少于 { $least } 人可能看出谁打了几分。
problem-scheme-result-unknown = { $place }：引用的 { $scheme }/{ $section } 不存在，请改正或一并提交。
problem-scheme-cycle = 结果相互依赖成环：{ $way }。请引用不再引用本方案的部分。
problem-scheme-feed-unknown = { $place }：没有条目或底线用到这个名称，请改为条目的编号或其规则中的名称。
problem-scheme-feed-twice = { $place }：同一个数有两个来源，请保留一个。
problem-scheme-volume-share = { $place }：数量类条目占 { $share }%，超过 { $limit }%，请改为看结果，或逐条说明理由。
problem-scheme-outcome-share = { $place }：结果类条目只占 { $share }%，低于 { $limit }%。
problem-scheme-duty-earns = { $place }：“{ $words }”是规定动作，达到即可，不应计分，请移到 floor。
problem-scheme-line-instruction = { $place }：以领导批示（“{ $words }”）为依据，请改看工作结果。
problem-scheme-line-press = { $place }：以媒体报道（“{ $words }”）为依据，请改看工作结果。
problem-scheme-line-trace = { $place }：要求留痕（“{ $words }”），请删去。
problem-scheme-line-online = { $place }：以在线时长、积分等（“{ $words }”）为依据，请删去。
problem-sheets-unreadable = 数据文件第 { $line } 行第 { $column } 列读不出来：{ $message }。
problem-sheet-twice = 单位 { $unit } 在方案 { $scheme } 中有两张考核表，请保留一张。
problem-sheet-entry-twice = { $unit }：{ $entry } 已录过，记录 { $record } 未收，请核对。
problem-sheet-entry-unknown = { $unit }：本类别没有 { $entry }（记录 { $record }），请核对名称。
problem-sheet-entry-unclear = { $unit }：{ $entry } 应有且只有数值、事项、评分、状态之一。
problem-sheet-entry-sort = { $unit } { $line }：{ $entry } 应为 { $wanted }。
problem-sheet-target-zero = { $unit } { $line }：目标为 0，不能按比例计分，请改目标或规则。
problem-sheet-figure-range = { $unit } { $line }：数值 { $figure } 不在 { $least } 至 { $most } 之间，请核对。
problem-sheet-factor-range = { $unit } { $line }：系数 { $factor } 不在 { $least } 至 { $most } 之间，请核对。
problem-sheet-limits = { $unit } { $line }：门槛、目标、挑战的次序不对，请改本单位的目标。
problem-sheet-event-unknown = { $unit } { $line }：事项 { $event } 的类别 { $sort } 不在规则中；现有：{ $known }。
problem-sheet-event-points = { $unit } { $line }：事项 { $event } 的分值应在 { $least } 至 { $most } 之间，请写明。
problem-sheet-group-unknown = { $unit } { $line }：规则中没有评分组 { $group }。
problem-sheet-group-twice = { $unit } { $line }：评分组 { $group } 录了两次，请保留一个。
problem-sheet-rating-range = { $unit } { $line }：评分组 { $group } 的均值 { $mean } 不在 0 至 { $most } 之间。
problem-sheet-link-unknown = { $unit } { $line }：没有写明 { $link } 是哪个单位。
problem-sheet-result-unknown = { $unit } { $line }：方案 { $scheme } 没有部分 { $section }。
problem-sheet-veto-unknown = { $unit }：方案中没有否决项 { $veto }（记录 { $record }），请核对编号。
problem-pro-rata-empty = 没有可合并的考核表。
problem-pro-rata-days = { $unit }：前一段止于 { $until }，后一段始于 { $from }，应当首尾相接。

scoring-step-given = 取数 { $value }
scoring-step-missed = { $value } 未达门槛 { $limit }，得 { $result } 分
scoring-step-reached = { $value } 达到 { $limit }，得 { $result } 分
scoring-step-between = { $worse } +（{ $value } − { $from }）÷（{ $to } − { $from }）×（{ $better } − { $worse }）= { $result }
scoring-step-change = （{ $value } − { $against }）÷ |{ $against }| × 100 = { $result }%
scoring-step-fall = （{ $against } − { $value }）÷ |{ $against }| × 100 = { $result }%（越低越好）
scoring-step-distance = |{ $value }| = { $result }
scoring-step-parts = { $value } ÷ { $per } = { $result } 步
scoring-step-steps = { $value } ÷ { $per }，取整为 { $result } 步
scoring-step-times = { $value } × { $factor } = { $result }
scoring-step-plus = { $terms } = { $result }
scoring-step-minus = { $value } − { $points } = { $result }
scoring-step-at-most = { $value } 超过 { $limit }，按 { $limit } 计
scoring-step-at-least = { $value } 低于 { $limit }，按 { $limit } 计
scoring-step-nothing-up = 目标为负，增长 { $value }% 不加分
scoring-step-tier = { $value } 属于以 { $limit } 为界的一档，得 { $result } 分
scoring-step-no-tier = { $value } 不在任何一档，得 { $result } 分
scoring-step-event = 事项 { $about }：{ $points } 分
scoring-step-again = 事项 { $about } 重复录入，只计一次
scoring-step-not-highest = 事项 { $about }（{ $points } 分）不是最高一级，不累计
scoring-step-mean = { $about }：{ $sum } ÷ { $raters } 人 = { $result }
scoring-step-too-few = { $about } 只有 { $raters } 人，少于 { $limit } 人，不计分
scoring-step-weighed = （{ $terms }）÷ 权重之和 = { $result }
scoring-step-rescaled = { $value } × { $to } ÷ { $from } = { $result }
scoring-step-result = 另一项考核的 { $about }：满分的 { $result }%
scoring-section = （{ $terms }）÷ 计入的权重 { $weights } × 满分 { $full } = { $result }
scoring-total-sum = 各部分 { $base } + 加分 { $bonus } − 扣分 { $deduction } = { $result }（在 { $least } 与 { $most } 之间）
scoring-above = 总分 { $total } 超过满分 { $full }，原因如下
scoring-above-bonus = 加分 { $bonus }
scoring-above-lines = 得分超过满分的条目：{ $parts }
scoring-above-moved = 不适用，权重由其余部分承担：{ $parts }
scoring-above-waits = 还没有数，到齐前不计入：{ $parts }
scoring-above-rescaled = 计入的权重 { $weights } 得 { $sum }，按满分 { $full } 折算为 { $mean }
scoring-above-ends = 但到齐后最多 { $most }，只计到此
scoring-total-gate = { $gate } 未过关，其后果已计入
scoring-total-published = 公布 { $result }
scoring-total-capped = 否决前 { $before }，公布 { $result }
scoring-total-bounds = 已知权重占 { $coverage }；全部到齐后在 { $low } 与 { $high } 之间
scoring-total-grade = 等次 { $grade }
scoring-total-ineligible = 不得评先评优
scoring-total-consecutive = 连续 { $years } 年为 { $grade }：提请有权决定的人研究{ $consequence }
scoring-floor-met = { $floor }：达到规定（多做不加分）
scoring-floor-not-met = { $floor }：未达到规定
scoring-floor-unknown = { $floor }：没有数据
scoring-veto-stands = 否决：{ $veto }（{ $basis }）自 { $day } 起 { $reason }
scoring-veto-lifted = 否决 { $veto }（{ $basis }）已于 { $day } 撤销 { $reason }
scoring-veto-later = 否决 { $veto }（{ $basis }）自 { $day } 起，本表截止时尚未发生 { $reason }
scoring-standing-ok = 有效
scoring-standing-provisional = 暂定：数据不全，不定等次
scoring-standing-not-applicable = 不适用
scoring-if-line = 如果“{ $line }”由 { $from } 变为 { $to }，则公布 { $published }，等次 { $grade }
scoring-if-open = 如果“{ $line }”得 { $to }，则公布 { $published }，等次 { $grade }
scoring-if-veto = 如果否决“{ $veto }”被撤销，则公布 { $published }，等次 { $grade }
scoring-pro-rata = （{ $terms }）÷ { $days } 天，公布 { $result }
