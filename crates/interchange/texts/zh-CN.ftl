# 无法读取的文件
problem-file-empty = { $file }：文件是空的。请重新选择文件。
problem-file-too-large = { $file }：文件超过 { $limit } MB。请按月份或单位拆分后分别导入。
problem-file-not-a-table = { $file }：不是 Excel 工作簿，也不是 CSV 文本。请用表格软件打开后另存为 .xlsx。
problem-file-not-xlsx = { $file }：不是 .xlsx 工作簿。请从页面下载工作簿，或另存为 .xlsx。
problem-file-not-a-document = { $file }：这不是 Word 文档。请在文字处理软件中打开后另存为 .docx。
problem-file-damaged = { $file }：文件已损坏或传输不完整。请重新获取，或在原软件中重新保存。
problem-file-password = { $file }：文件设有密码。请取消密码后重新保存。
problem-file-bomb = { $file }：文件解压后大得不合常理，未予打开。如确为真实数据，请另存为 CSV 后导入。
problem-file-encoding = { $file }：文本编码既不是 UTF-8，也不是 { $encoding }。请另存为“CSV UTF-8”。
problem-sheet-missing = { $file }：现有工作表（{ $sheets }）都不是该导入方案要读的表。请换用其他方案或文件。
problem-headings-missing = { $file }，工作表“{ $sheet }”：导入方案 { $profile } 需要的表头没有找到：{ $headings }。请选用合适的方案，或在方案中补充这种写法。
problem-headings-count = { $file }：{ $headings } 个表头对应 { $columns } 列数据，无法确定对应关系。请检查是否增加了列或合并了单元格。
problem-heading-moved = 表头“{ $heading }”下方没有数据，而第 { $column } 列有数据却没有表头。合并的表头可能移位了，请放回数据上方。
problem-too-many-files = 一次导入 { $count } 个文件太多，请分几次导入。
problem-too-many-sheets = 工作簿的工作表过多（最多 255 张），请拆分。
problem-too-many-units = 文件中的单位数量过多，请分批导入。

# 期间
problem-periods-differ = { $file }：文件名或标题写的是 { $first }，另一处写的是 { $second }。请更正其中一处。
problem-period-unreadable = “{ $text }”不能识别为期间。请按 2026-08 的格式填写。
problem-period-missing = 这一行没有期间。请补填，或在导入时指定。
problem-period-not-given = 导入方案 { $profile } 不从文件中读取期间。请在导入时指定，例如 --period 2026-08。

# 单位
problem-unit-not-given = 导入方案 { $profile } 不从文件中读取单位。请在导入时指定，例如 --unit 单位编码。
problem-unit-missing = 这一行没有单位。请补填单位，或在导入方案中将该行设为跳过。
problem-unit-ambiguous = 有 { $count } 个单位都叫“{ $name }”。请改用单位编码，或同时写明上级单位。
problem-unit-repeated = 该单位已有一行（{ $cell }），只采用第一行。请为其余各行另设编码。
problem-unit-section-unknown = 这一行上方没有区域标题，其他文件和已有单位也无法说明它属于哪里。请与有标题的月份一起导入。
problem-unit-day-unreadable = “{ $text }”不能识别为日期。请按 2026-08-31 的格式填写。
problem-unit-last-before-first = 撤销日期 { $last } 早于成立日期 { $from }。请核对两个日期。
problem-unit-stated-otherwise = 该单位的另一行写的不一样。请只保留正确的写法。
problem-unit-above-unknown = 文件中和组织树中都没有上级“{ $above }”。请更正上级，或补上它的一行。
problem-unit-above-refused = 上级“{ $above }”的那一行未被采用，这个单位无处可放。请先更正上级。
problem-units-in-circle = 上级关系成了环：{ $units }。请更正上级一栏。
problem-units-two-tops = 有 { $count } 个单位没有上级：{ $units }。最高一级只能有一个，请为其余单位填写上级。

# 单元格
problem-cell-error = 单元格是错误值 { $error }。请更正公式。
problem-cell-date = 单元格是日期 { $day }，不是数值。请填写数值，并把单元格格式改为“数值”。
problem-cell-not-a-number = “{ $text }”不是数值。请只填数字，说明文字写入备注列。
problem-cell-number-format = “{ $text }”有多种读法。请写成 1234.5，或在导入方案中写明小数点和千位分隔符。
problem-cell-range = “{ $text }”是一个范围，不是一个数。请填写一个数值。
problem-cell-negative = { $value } 是负数，而该指标不可能为负。请检查正负号。
problem-value-twice = 同一单位、期间、指标，此处为 { $value }，{ $cell } 为 { $other }。两处均未采用，请只保留正确的一处。
problem-weight-missing = “{ $indicator }”由两个数构成，缺少分母（或权重）。请在旁边补填。
problem-indicator-unknown = 没有名为“{ $name }”的指标。请更正名称，或先在指标目录中添加。

# 需要人工决定的数据块
problem-total-differs = “{ $line }”（第 { $row } 行）与各行之和不符，表中数 ≠ 合计数：{ $figures }。请更正数据，或说明理由后接受。
problem-total-differs-twins = “{ $line }”（第 { $row } 行）与各行之和不符，表中数 ≠ 合计数：{ $figures }。第 { $rows } 行数字完全相同，正好等于差额：是否同一单位的名称占了两行？
problem-total-of-another = 第 { $row } 行的合计与上方的区域标题不一致。请更正标题或合计行。
problem-rates-differ = 有 { $count } 个完成率与计算结果不符，第一个在 { $cell }（{ $line }）：表中为 { $printed }，计算为 { $ours }。请更正，或说明理由后接受。
problem-sums-differ = 有 { $count } 行的合计与分项之和不符，第一个在 { $cell }（{ $line }）：表中为 { $printed }，分项之和为 { $ours }。请更正，或说明理由后接受。
problem-rows-wrapped = 第 { $first }、{ $second } 行（“{ $upper }”“{ $lower }”）数字完全相同，名称相连正是“{ $name }”。是否为同一单位、只计一次？
problem-parents-from-elsewhere = { $file }：缺少区域标题。有 { $count } 行的上级单位取自其他月份或已有单位，请确认。

# 导入方案
problem-profile-syntax = 导入方案第 { $line } 行无法识别：{ $message }
problem-profile-unknown = 导入方案第 { $line } 行：{ $key } 引用的“{ $name }”没有定义或重复定义。
problem-profile-needs = 导入方案第 { $line } 行：缺少 { $key } 或取值不合适。

# 导出的工作表
problem-export-failed = 文件未能写出：{ $message }。请将此信息报告管理员。
sheet-errors-reason = 退回原因
sheet-errors-title = 未采用的数据
sheet-template-title = 请在此填写
sheet-template-notes = 填表说明

# 名单
problem-list-headings = 第一行里没有所需的表头。请下载模板，按模板的表头填写。
problem-list-empty = 表头之下没有内容。请填写后再上传。
problem-list-long = 名单超过 { $most } 行。请分成几份上传。
problem-list-cell-error = 单元格是错误值 { $error }。请更正公式，或直接填写文字。
problem-list-cell-date = 单元格是日期 { $day }。请把单元格格式改为“文本”后重新填写。
problem-list-cell-digits = 数字超过 15 位，表格软件已把末尾改成 0。请把单元格格式改为“文本”后重新填写。
