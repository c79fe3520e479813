# 角色
role-committee = 党委
role-party-affairs = 党建工作部
role-secretary = 支部书记
role-member = 党员
role-worker = 职工
role-delegate = 职工代表
role-union = 工会
role-dispatch = 生产调度（经营）
role-safety = 安监
role-hr = 组织人事
role-discipline = 纪检督导
role-system-admin = 系统管理员
role-security-admin = 安全管理员
role-audit-admin = 审计管理员

# 周期
grain-day = 日
grain-month = 月
grain-quarter = 季
grain-year = 年

# 数值与日期的问题
problem-quantity-empty = 没有填写数值。请填写数字；未发生填 0，未报请留空保存。
problem-quantity-not-a-number = 不是可识别的数字。请只用 0–9、小数点和负号，例如 -1234.5。
problem-quantity-too-many-decimals = 小数超过六位。系统不会自动舍入，请改为六位以内。
problem-quantity-overflow = 数值过大，超出可精确保存的范围（约 9.2 万亿）。请改用更大的计量单位。
problem-day-invalid = “{ $text }”不是有效日期。请按 2026-10-28 的格式填写。
problem-month-invalid = “{ $text }”不是有效月份。请按 2026-10 的格式填写。
problem-period-invalid = “{ $text }”不是有效期间。请填写 2026、2026Q3、2026-08 或 2026-08-15 之一。
problem-range-reversed = 结束日期 { $until } 不晚于开始日期 { $from }。请检查两个日期。
problem-time-zone-unknown = 没有名为“{ $zone }”的时区。请填写如 Asia/Shanghai 的名称。
