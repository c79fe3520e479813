# 登录
accounts-sign-in-title = 登录
accounts-sign-in-name = 登录名
accounts-sign-in-name-help = 2–40 个字，可用汉字、字母、数字和 . - _ @，不分大小写
accounts-password = 密码
accounts-forgotten = 忘记密码请联系系统管理员重置。
accounts-demo = 演示账户
accounts-demo-hint = 每个角色看到的内容不同，可逐个试用
accounts-demo-enter = 以“{ $role }”登录
accounts-no-database = 数据库暂时无法访问，请稍后重试。

# 首次设置
accounts-set-up-title = 首次设置
accounts-set-up-intro = 只做一次：登记企业，建立互不兼任的系统、安全、审计三个管理员账户。
accounts-set-up-enterprise = 企业
accounts-enterprise = 企业名称
accounts-enterprise-help = 组织树的最高一级，以后可以更名
accounts-kind = 单位类型
accounts-zone = 时区
accounts-zone-help = 如 Asia/Shanghai
accounts-year-start = 财务年度起始月
accounts-month = { $n } 月
accounts-system-admin-does = 建立和停用账户、维护设置；不能授权。由您本人担任
accounts-security-admin-does = 授予和结束角色；不能建立账户
accounts-audit-admin-does = 查看审计记录；不做其他事
accounts-set-up = 完成设置
accounts-set-up-done-title = 设置完成
accounts-set-up-done = 另外两位管理员的一次性密码
accounts-shown-once = 只显示这一次，请现在抄下。
accounts-hand-over = 请当面或以可靠方式交给本人；首次登录须改密码。
accounts-hand-over-apart = 请分别交给本人，三个账户不要由同一人使用；两人首次登录须改密码。
accounts-one-time = 一次性密码
accounts-one-time-title = 一次性密码
accounts-to-account = 查看该账户

# 本人账户
accounts-account-title = 我的账户
accounts-must-change = 现在的密码是一次性的。请设置自己的密码，然后才能使用其他页面。
accounts-change-password = 修改密码
accounts-password-present = 现在的密码
accounts-password-new = 新密码
accounts-password-repeat = 再输一遍
accounts-password-help = 至少 10 个字，可用一句话；不要用登录名或常见密码
accounts-password-ends-sessions = 修改后，其他设备上的登录全部退出。
accounts-password-changed = 密码已修改，其他设备已退出登录。
accounts-own-roles = 我的角色
accounts-preferences = 语言与明暗
accounts-lang-zh = 中文

# 系统各页
accounts-tab-settings = 设置
accounts-tab-users = 用户
accounts-tab-grants = 授权
accounts-tab-audit = 审计

# 用户
accounts-users-title = 用户
accounts-name = 姓名
accounts-state = 状态
accounts-last-sign-in = 最近登录
accounts-never = 从未
accounts-state-active = 在用
accounts-state-one-time = 待改密码
accounts-state-locked = 暂时锁定
accounts-state-closed = 已停用
accounts-locked-until = 至 { $moment }
accounts-staff-number = 工号
accounts-staff-number-help = 填写后，账户与该工号的人员关联；一人一个账户
accounts-not-linked = 未关联人员
accounts-new = 新建用户
accounts-new-title = 新建用户
accounts-new-note = 建立后显示一次性密码。新账户没有任何角色，由安全管理员授权。
accounts-from-list = 批量导入
accounts-changed = 已保存。
accounts-acts = 操作
accounts-own-note = 本人的密码在“我的账户”修改；不能停用或重置自己的账户。
accounts-reset = 重置密码
accounts-reset-question = 重置“{ $name }”的密码？
accounts-reset-detail = 将生成一次性密码，该账户在所有设备上退出登录。
accounts-close = 停用
accounts-close-question = 停用“{ $name }”的账户？
accounts-close-detail = 该账户立即在所有设备上退出登录，不能再登录；记录保留，可以重新启用。
accounts-open = 重新启用
accounts-closed = 账户已停用，登录已全部结束。
accounts-opened = 账户已重新启用。
accounts-roles = 角色
accounts-no-roles = 还没有角色
accounts-no-roles-hint = 请联系安全管理员授权。

# 批量导入
accounts-roster-title = 批量导入用户
accounts-roster-template = 下载模板
accounts-roster-file = 用户名单
accounts-roster-help = xlsx、xls 或 csv，第一行为“登录名、姓名、工号”，工号可空，最多 2,000 行
accounts-roster-preview = 预览
accounts-roster-preview-title = 预览名单
accounts-roster-good = 可以建立
accounts-roster-bad = 有问题
accounts-roster-row = 行号
accounts-roster-reason = 问题
accounts-roster-confirm = 建立 { $n } 个账户
accounts-roster-errors = 下载有问题的行
accounts-roster-errors-n = 下载未建立的 { $n } 行
accounts-roster-other = 换一个文件
accounts-roster-done-title = 导入完成
accounts-roster-created = 已建立 { $n } 个账户

# 授权
accounts-grants-title = 授权
accounts-grants-all = 显示已结束的授权
accounts-grants-alive = 只看有效和将来的授权
accounts-role = 角色
accounts-unit = 单位
accounts-unit-help = 编码或名称，重名时写“上级/名称”；留空为全企业。授权及于其下所有单位
accounts-from = 自
accounts-last-day = 至（含当日）
accounts-last-day-help = 留空为长期
accounts-open-ended = 长期
accounts-given-by = 授权人
accounts-give = 授予角色
accounts-granted = 角色已授予。
accounts-apart-note = 系统、安全、审计管理员互不兼任，也不兼任业务角色；不能给自己授权。
accounts-grant-holds = 有效
accounts-grant-to-come = 未开始
accounts-grant-over = 已结束
accounts-grant-withdrawn = 已撤回
accounts-end = 结束授权
accounts-end-on-day = 到这一天结束
accounts-end-now = 立即结束
accounts-ended = 授权的结束日期已保存。

# 审计
accounts-audit-title = 审计
accounts-audit-note = 只读
accounts-audit-number = 序号
accounts-audit-at = 时间
accounts-audit-actor = 操作人
accounts-audit-action = 操作
accounts-audit-subject = 对象
accounts-audit-subject-id = 对象编号
accounts-audit-change = 内容
accounts-audit-before = 之前
accounts-audit-after = 之后
accounts-audit-seal = 封存批次
accounts-unsealed = 未封存
accounts-nobody = 未登录
accounts-first-day = 自
accounts-last-seal = 最近封存
accounts-seal-hash = 链头摘要（SM3）
accounts-no-seal = 还没有封存的记录。
accounts-seal-note = 记录每隔数秒成批封存，最近 5 秒内的可能尚未封存。请定期抄存链头摘要；运行 ronghe verify audit 可查出事后改动的第一条记录。

# 问题
problem-sign-in-refused = 登录名或密码不正确。连续输错 { $most } 次将锁定 { $minutes } 分钟，再错加倍。请核对后再试，或联系系统管理员。
problem-sign-in-name-malformed = “{ $name }”不能作登录名。请用 { $shortest }–{ $longest } 个字，只含汉字、字母、数字和 . - _ @。
problem-password-short = 密码太短。请至少用 { $shortest } 个字，可以是一句话。
problem-password-long = 密码太长。请不超过 { $longest } 个字。
problem-password-is-name = 密码几乎就是登录名。请换一个与登录名无关的密码。
problem-password-common = 这个密码人人都会先猜。请换一个，例如一句只有您会想到的话。
problem-password-repeat = 两次输入的密码不同。请重新输入。
problem-password-same = 新密码与现在的相同。请换一个。
problem-password-wrong = 现在的密码不正确。请重新输入；连续输错会暂时锁定账户。
problem-account-name-empty = 没有填写姓名。请填写姓名。
problem-account-name-long = 姓名超过 { $longest } 个字。请缩短。
problem-account-name-taken = 登录名“{ $name }”已有人使用。请换一个。
problem-account-staff-number-unknown = 没有工号为“{ $number }”的人员。请核对工号，或先由组织人事导入人员，或留空。
problem-account-person-taken = 工号“{ $number }”的人员已有账户“{ $other }”。一人只能有一个账户，请改用该账户。
problem-account-changed = 在您编辑期间，别人已修改这个账户。上方是现在保存的内容，表单中是您填写的；核对后再次保存将以您的为准。
problem-account-own = 不能停用或重置自己的账户。请由另一位系统管理员操作；改密码请到“我的账户”。
problem-last-administrator = 停用或结束后将没有在用的{ $role ->
    [system-admin] 系统管理员
    [security-admin] 安全管理员
   *[audit-admin] 审计管理员
}。请先另设一位，再做此操作。
problem-reset-by-operator = 安全、审计管理员的密码不能由系统管理员重置，否则三员形同一人。请在服务器上运行 ronghe user reset。
problem-set-up-done = 别人刚刚完成了首次设置，您的填写没有保存。请到登录页登录。
problem-set-up-names-alike = 三位管理员的登录名不能相同。请为每人各取一个。
problem-set-up-month = 起始月应为 1 到 12。请重新选择。
problem-roster-headings = 第一行里没有“登录名”和“姓名”两列。请下载模板，按模板的表头填写。
problem-roster-empty = 表头之下没有名单。请填写后再上传。
problem-roster-long = 名单超过 { $most } 行。请分成几份上传。
problem-roster-nothing = 没有可以建立的账户。请按每行的问题修改后重新上传。
problem-roster-name-twice = 登录名“{ $name }”在名单中出现过。请改成不同的登录名。
problem-roster-person-taken = 工号“{ $number }”的人员已有账户。请删除这一行。
problem-roster-person-twice = 工号“{ $number }”在名单中出现过。一人只能有一个账户。
problem-grant-own = 不能给自己授权，也不能结束自己的授权。请由另一位安全管理员操作。
problem-grant-twice = 同一时期已有这一单位的同一角色。请先结束原授权，或改用不重叠的日期。
problem-grant-administrators-apart = 系统、安全、审计管理员须单独设账户，不能同时有其他角色。请另建账户，或先结束原授权。
problem-grant-administrator-below-root = 管理员角色只能授于全企业。请将单位留空。
problem-grant-password-first = 该账户还在用一次性密码，建立账户的人也知道它。请本人先登录改密码，再授予管理员角色。
problem-grant-account-unknown = 没有这个登录名。请核对，或先由系统管理员建立账户。
problem-grant-account-closed = 该账户已停用。请先由系统管理员重新启用。
problem-grant-unit-unknown = 没有找到单位“{ $name }”。请填写组织树中的编码或名称。
problem-grant-unit-several = 有几个单位都叫“{ $name }”。请填写编码，或写成“上级/名称”。
problem-grant-days-reversed = 结束日 { $last } 早于开始日 { $from }。请检查两个日期。
problem-grant-in-the-past = 授权不能追溯到 { $today } 之前。请改用今天或以后的日期。
problem-grant-longer = 这项授权到 { $last } 为止，不能在这里延长。如需延长，请另行授予角色。
problem-grant-changed = 在您操作期间，别人已修改这项授权。上方是现在保存的内容；核对后可再次保存。
