import { dateTime } from '../../http/pages/text.ts';
import type { ImportFacts } from '../../resources/imports/facts.ts';
import { type Catalogue, exact } from '../catalogue.ts';

const found = (reason: string, advice: string) => ({ sentence: `${reason}。建议：${advice}`, reason, advice });

export const imports = {
  'imports.application_may_not': '这个应用没有申请共享资源的能力',
  'imports.cell_formula': found('单元格里是没有算出来的公式', '改正公式，或直接填写内容'),
  'imports.cell_unreadable': found('含有看不见或不能保存的字符', '删除这些字符，再重新填写'),
  'imports.check_failed': '检查暂时没有成功，请重新上传；还是不行时请联系客服',
  'imports.column_twice': ({ title, one, other }) => `“${title}”出现在 ${one} 列和 ${other} 列`,
  'imports.columns_missing': ({ columns, channel }) =>
    `缺少必填的列：${columns}。请下载“${channel}”的模板，把内容移进去再上传`,
  'imports.columns_twice': ({ repeated }) => `${repeated.join('；')}，请删去多余的一列`,
  'imports.columns_unknown': ({ count, names }) =>
    `有 ${count} 列不认识，没有读取：${names.map((name) => `“${name}”`).join('、')}${count > names.length ? ' 等' : ''}`,
  'imports.digits_lost': found(
    '数字超过 15 位，Excel 已把后面几位变成 0',
    '把单元格格式改为“文本”，再重新填写完整的号码',
  ),
  'imports.entered_left': ({ way }) => found(`这个编号由${way}录入`, '换一个编号；或请本机构管理员允许本应用接管'),
  'imports.entered_taken_over': ({ way }) => found(`这个编号由${way}录入`, '导入后由本应用维护'),
  'imports.entered_updated': ({ way }) => found(`这个编号由${way}录入`, '导入会更新那条内容；不是同一条时换一个编号'),
  'imports.example_number': found('还是示例的编号', '改成自己的编号，或者清空'),
  'imports.file_cleared': '这次导入的文件已在 30 天后清除，请重新上传',
  'imports.file_empty': '这个文件是空的，没有找到数据行',
  'imports.file_missing': '请选择要上传的文件',
  'imports.file_too_large': '文件超过 10 MB / 20,000 行，请拆分',
  'imports.import_moved': '这次导入已经到了下一步，请刷新页面后再看',
  'imports.imports_per_day': ({ most, again }) =>
    `贵机构 24 小时内最多导入 ${most} 个文件，${dateTime(new Date(again))} 以后可以再上传。可以把多个小文件合成一个`,
  'imports.imports_waiting': ({ most }) => `已有 ${most} 个文件正在检查，请等它们检查完再上传`,
  'imports.in_review': found('这条内容正在审核', '先撤回审核，或等审核结束后再导入'),
  'imports.like_row': ({ row }) => `标题、时间和地点与第 ${row} 行相同`,
  'imports.maybe_twice': ({ like }) =>
    found(like, '核对是否重复：同一件事不用再导入，或填它的本地编号来更新；不是同一件时可以照常导入'),
  'imports.no_headings': '没有找到列名。请用本栏目的模板，把列名放在第 1 行，例如“标题”“摘要”“封面图”',
  'imports.no_import': '没有找到这次导入，它可能已被删除',
  'imports.no_rows': '没有找到数据行。模板里的三行示例不会导入，请从示例下面开始填写',
  'imports.no_template': '没有这个栏目的模板',
  'imports.not_an_object': found('不是 JSON 对象', '一行写一条内容的 JSON 对象'),
  'imports.not_marked': '这个文件没有读取，不能标注',
  'imports.not_migrated': '这个文件的内容太多，不能自动迁移。请拆成几个文件上传，或把内容复制到新模板',
  'imports.not_published': found('还没有发布的场馆用这个编号', '可以导入；送审前先发布它，或核对编号'),
  'imports.not_sent': ({ problems }) => found(problems.join('；'), '打开这条内容修改后再提交'),
  'imports.other_template': ({ other, channel }) =>
    `这是“${other}”栏目的模板，请改在那个栏目上传，或下载“${channel}”的模板`,
  'imports.pushed_not_marked': '接口推送的内容没有标注版，请下载问题清单',
  'imports.role_may_not_import': '您的角色不能导入资源，请联系本机构的管理员',
  'imports.same_number': ({ row }) => found(`与第 ${row} 行重复`, '改成不同的编号，或删除其中一行'),
  'imports.sandbox_refused': ({ problem }) => found(problem, '清理沙箱里不用的内容后再试'),
  'imports.sandbox_rows': ({ most }) => `沙箱里一个文件最多 ${exact(most)} 行，请删去一些行再试`,
  'imports.sheet': ({ sheet, rows, isMore }) => `“${sheet}”（${isMore ? '超过 ' : ''}${rows} 行）`,
  'imports.sheets_unread': ({ sheets, count }) =>
    `一个文件只读一个工作表，没有读取：${sheets.join('、')}${count > sheets.length ? ` 等 ${count} 个` : ''}。需要导入时，请另存为单独的文件上传`,
  'imports.stays_in_review': found('已送审，正在审核', '先撤回审核，再删除草稿'),
  'imports.stays_older': found('导入以前就有这份草稿，这次改了它的内容', '打开核对，需要时修改'),
  'imports.stays_published': found('已发布', '需要下线时申请撤回'),
  'imports.stays_sent': found('送审过', '在这条内容的页面上修改或删除'),
  'imports.time_missing': found('只有日期没有时间，按 00:00 读取', '需要时补上时间'),
  'imports.type_is_one_of': ({ types }) => `Content-Type 应为 ${types} 之一`,
  'imports.unknown_fields': found('有本栏目没有的字段，没有读取', '核对字段名'),
} satisfies Catalogue<ImportFacts>;
