# 名单：预览、修改、确认
roll-file = 名单文件
roll-template-get = 下载模板
roll-least = 只读取上述各列，其他列不读取、不保存。请勿填写身份证号、电话等其他个人信息。
roll-read = 预览
roll-row = 行号
roll-reason = 原因
roll-was = 登记的内容
roll-preview = 预览名单
roll-done = 名单已导入
roll-fresh = 将新增
roll-changed = 将变更
roll-known = 已在册，不变
roll-refused = 未接受
roll-fresh-written = 已新增
roll-changed-written = 已变更
roll-all-known = 名单上的内容都已在册，没有变化。
roll-correct = 修改
roll-judge-again = 重新核对
roll-corrected = 第 { $row } 行已接受。
roll-still-refused = 第 { $row } 行仍未接受，请看原因。
roll-discard = 放弃
roll-discard-question = 放弃这份名单吗？已读入的行将全部清除。
roll-discarded = 已放弃，读入的行已清除。
roll-other-file = 换一个文件
roll-errors = 未接受的行
roll-errors-get = 下载未接受的行

# 人员名单
roll-people-import = 导入人员名单
roll-people-template = 人员名单模板
roll-people-help = xlsx、xls 或 csv，第一行为“姓名、工号、单位、到岗日期”，后三列可空，最多 20 万行
roll-people-confirm = 写入 { $n } 人
roll-people-question = 确定写入 { $n } 人吗？未接受的行不写入。
roll-people-written = 已写入 { $n } 人。
roll-people-example-name = 买买提·艾力
roll-people-example-staff_number = 007
roll-people-example-unit = 一矿 / 主洗车间
roll-people-example-from = 2026-03-01
roll-people-notes =
    姓名：照证件书写，间隔号、生僻字照写。
    工号：可空；同名者必须填写。单元格已设为文本，前导零会保留。
    单位：编码、名称或路径；已在册的人员单位不同时登记为调动。
    到岗日期：留空为当天。
    请勿加入身份证号、电话、性别、出生日期等其他列：系统不读取，也不保存。本页为示例，导入时只读第一张工作表。

# 党员名册
roll-members-import = 导入党员名册
roll-members-template = 党员名册模板
roll-members-help = xlsx、xls 或 csv，第一行为“工号、姓名、党组织、党员状态、起始日期”，起始日期可空，最多 20 万行
roll-members-confirm = 写入 { $n } 名党员
roll-members-question = 确定写入 { $n } 名党员吗？未接受的行不写入。
roll-members-written = 已写入 { $n } 名党员。
roll-members-example-staff_number = 007
roll-members-example-name = 买买提·艾力
roll-members-example-org = 主洗车间党支部
roll-members-example-status = 预备党员
roll-members-example-from = 2026-07-01
roll-members-notes =
    工号、姓名：人员须已在册，姓名用于核对。
    党组织：党支部名称；重名时写路径，例如“一矿党委 / 一支部”。
    党员状态：预备党员或正式党员。
    起始日期：留空为当天。转接组织关系请在个人页面办理。
    党员身份属于敏感个人信息，只有工作需要的人可以看到。本页为示例，导入时只读第一张工作表。

# 任职名单
roll-posts-import = 导入任职名单
roll-posts-template = 任职名单模板
roll-posts-seat = 党组织或治理机构
roll-posts-from = 任职日期
roll-posts-last = 卸任日期
roll-posts-help = xlsx、xls 或 csv，第一行为“工号、姓名、职务、党组织或治理机构、任职日期、卸任日期、任职文号、依据、进入方向”，后四列可空，最多 20 万行
roll-posts-confirm = 写入 { $n } 个任期
roll-posts-question = 确定写入 { $n } 个任期吗？未接受的行不写入。
roll-posts-written = 已写入 { $n } 个任期。
roll-posts-example-staff_number = 007
roll-posts-example-name = 买买提·艾力
roll-posts-example-post = 党支部书记
roll-posts-example-seat = 主洗车间党支部
roll-posts-example-from = 2023-09-01
roll-posts-example-last = 2026-08-31
roll-posts-example-document = 某党〔2023〕3号
roll-posts-example-basis = 党员大会选举
roll-posts-example-direction = 不属双向进入
roll-posts-notes =
    工号、姓名：人员须已在册，姓名用于核对。
    职务：按“机构与职务设置”中的名称，中文、英文均可。
    党组织或治理机构：现有的；重名时写路径，例如“一矿 / 董事会”。
    任职日期：任期的第一天。
    卸任日期：任期的最后一天，在任的留空；已登记的任期，补填后即登记结束。
    任职文号、依据：可空；属双向进入的，须有任职文号才计入。
    进入方向：不属双向进入；党委成员进入董事会、经理层；董事会、经理层成员进入党委。留空为不属双向进入。
    本页为示例，导入时只读第一张工作表。

problem-roll-nothing = 没有可以写入的行。请按每行的原因修改。
problem-roll-stale = 这份名单已确认，或预览已更新。以下是现在的情况，请核对。
problem-roll-other = 预览之后有变动，未写入任何内容。以下是重新核对的结果，请再次确认。
