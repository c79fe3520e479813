problem-store-full = 磁盘已满，本次操作没有保存任何内容。请联系系统管理员清理空间后重试，您填写的内容仍在页面上。
problem-store-exists = 同样的记录已经存在。请先查看已有记录。
problem-store-unopened = 数据库打不开：它不存在，或当前用户无权读取。请检查 --data-dir 和 --database-url。
problem-store-older = 数据库的表结构比本程序旧（{ $migration } 尚未执行），程序没有改动任何数据。请先运行 ronghe migrate。
problem-store-migration = 数据库与本程序版本不一致，程序没有改动任何数据。请使用与数据相符或更新的程序版本。
problem-store-file = 存档文件缺失或内容被改动。请联系系统管理员从备份恢复。
problem-store-corrupt = 数据库中有本程序不会写出的内容。请联系系统管理员运行 ronghe verify audit。
problem-store-failed = 数据库没有完成这次操作，没有保存任何内容。请稍后重试；如仍失败，请联系系统管理员查看日志。
