# 单位类型
unit-kind-group = 集团
unit-kind-company = 公司
unit-kind-plant = 矿（厂）
unit-kind-workshop = 车间
unit-kind-department = 科室
unit-kind-team = 班组
unit-kind-crew = 轮班
unit-kind-line = 生产线
unit-kind-project = 项目部
unit-kind-overseas = 海外机构
unit-kind-research = 攻关团队
unit-kind-contractor = 外委队伍
unit-kind-region = 片区
unit-kind-station = 站点
unit-kind-other = 其他
unit-kind-named = { $kind ->
        [group] { unit-kind-group }
        [company] { unit-kind-company }
        [plant] { unit-kind-plant }
        [workshop] { unit-kind-workshop }
        [department] { unit-kind-department }
        [team] { unit-kind-team }
        [crew] { unit-kind-crew }
        [line] { unit-kind-line }
        [project] { unit-kind-project }
        [overseas] { unit-kind-overseas }
        [research] { unit-kind-research }
        [contractor] { unit-kind-contractor }
        [region] { unit-kind-region }
        [station] { unit-kind-station }
       *[other] { unit-kind-other }
    }
unit-kind-names = { unit-kind-group }、{ unit-kind-company }、{ unit-kind-plant }、{ unit-kind-workshop }、{ unit-kind-department }、{ unit-kind-team }、{ unit-kind-crew }、{ unit-kind-line }、{ unit-kind-project }、{ unit-kind-overseas }、{ unit-kind-research }、{ unit-kind-contractor }、{ unit-kind-region }、{ unit-kind-station }、{ unit-kind-other }

# 名称与编码的问题
problem-name-empty = 没有填写名称。请填写名称。
problem-name-long = 名称超过 { $most } 个字符。请缩短名称，全称可记入备注。
problem-name-character = “{ $name }”中有无法显示的字符（{ $point }），多半是复制或编码转换时带入的。请删除后重新输入。
problem-code-long = 编码超过 { $most } 个字符。请检查是否填错了栏。

# 单位的问题
problem-unit-parent-unknown = 没有找到“{ $name }”的上级单位。请从组织树中选择上级。
problem-unit-older-than-parent = “{ $name }”不能早于上级“{ $parent }”成立（{ $day }）。请改用这一天或之后的日期，或另选上级。
problem-unit-outlives-parent = 上级“{ $parent }”只存续到 { $day }，“{ $name }”不能比它更久。请另选上级，或先调整上级。
problem-unit-ends-before-it-begins = “{ $name }”的结束日期不晚于开始日期。请检查两个日期。
problem-unit-name-taken = “{ $parent }”下同一时期已有名为“{ $name }”的单位。请换一个能区分的名称；不同上级之下可以同名。
problem-unit-code-taken = 编码“{ $code }”已被其他单位使用。请换一个编码。
problem-unit-second-root = 组织树已有最高一级单位，“{ $name }”不能再作为最高一级。请为它选择上级。
problem-unit-root-moves = “{ $name }”是最高一级单位，不能移到其他单位之下。
problem-unit-root-closes = “{ $name }”是最高一级单位，不能撤销。
problem-unit-cycle = “{ $parent }”在“{ $name }”之下，把上级移到自己的下级会成为循环。请另选上级。
problem-unit-change-nothing = “{ $name }”与现在相同，没有需要保存的变更。
problem-unit-change-too-early = “{ $name }”自 { $last } 起已有更晚的记录，不能从 { $from } 起变更。请改用更晚的日期。
problem-unit-change-after-close = “{ $name }”存续到 { $last }，不能从 { $from } 起变更。请改用更早的日期。
problem-unit-open-below = “{ $name }”之下还有 { $n } 个单位（如“{ $first }”）。请先为它们另选上级，或勾选一并撤销。
problem-unit-later-changes = “{ $name }”在 { $from } 或之后还有变更记录，撤销会使它落空。请改用更晚的日期，或先处理该单位。
problem-unit-withheld-root = 不能把整个企业设为不公开，请在需要保密的下级单位上设置。
problem-unit-withheld-same = 该单位已经是这个状态，没有需要保存的变更。
problem-unit-changed = 在您编辑期间，别人已修改这个单位。请对照下面两份内容后再保存。
problem-unit-withdrawal-below = 这次导入建立的单位之下，后来又建立了“{ $name }”。请先将它移走或撤销，再撤回导入。
problem-unit-withdrawal-changed = “{ $name }”在导入之后又有变更，不能撤回。请在该单位页面上更正。

# 人员的问题
problem-person-staff-number-taken = 工号“{ $number }”已属于{ $name }。请核对工号。
problem-person-changed = 在您编辑期间，别人已修改这个人员。请核对后再保存。
problem-unit-unknown = { $day } 没有找到名称、编码或路径为“{ $text }”的单位。请从提示中选择。
problem-unit-several = 叫“{ $text }”的单位有 { $n } 个：{ $ways }。请输入完整路径。
problem-person-unknown = 没有找到“{ $text }”。请填在册人员的工号或姓名。
problem-person-several = 有 { $n } 人叫“{ $text }”，工号：{ $numbers }。请填工号。
