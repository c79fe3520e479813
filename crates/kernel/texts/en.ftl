# Roles
role-committee = Party committee
role-party-affairs = Party affairs department
role-secretary = Branch secretary
role-member = Party member
role-worker = Worker
role-delegate = Congress delegate
role-union = Trade union
role-dispatch = Dispatch and business
role-safety = Safety
role-hr = Human resources
role-discipline = Discipline and supervision
role-system-admin = System administrator
role-security-admin = Security administrator
role-audit-admin = Audit administrator

# Period lengths
grain-day = day
grain-month = month
grain-quarter = quarter
grain-year = year

# Problems with numbers and dates
problem-quantity-empty = No number was entered. Enter a number; 0 if nothing happened, leave it blank if not reported.
problem-quantity-not-a-number = This is not a number. Use only digits, a decimal point and a minus sign, such as -1234.5.
problem-quantity-too-many-decimals = More than six decimals. Nothing is rounded silently: please shorten it to six.
problem-quantity-overflow = The number is too large to be kept exactly (about 9.2 trillion). Use a larger unit of measure.
problem-day-invalid = “{ $text }” is not a date. Write it as 2026-10-28.
problem-month-invalid = “{ $text }” is not a month. Write it as 2026-10.
problem-period-invalid = “{ $text }” is not a period. Write 2026, 2026Q3, 2026-08 or 2026-08-15.
problem-range-reversed = The end { $until } is not after the beginning { $from }. Check both dates.
problem-time-zone-unknown = There is no time zone named “{ $zone }”. Write a name such as Asia/Shanghai.
