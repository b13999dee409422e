import type { TableFacts } from '../../fields/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const tables = {
  'fields.workbook_as_csv': '这个文件是 Excel 工作簿，请把扩展名改回 .xlsx 再上传',
  'fields.csv_encoding': '这个文件的编码读不出来，请另存为“CSV UTF-8”再上传',
  'fields.csv_line': '这个文件里有一行超过 1 MB，不像是表格，请核对后再上传',
  'fields.book_password': '这个文件设了打开密码，请在 Excel 里取消密码后再上传',
  'fields.book_sealed': '这个文件设了密码，请取消密码后再上传',
  'fields.book_word': '这是 Word 文件，请把内容填进 Excel 模板再上传',
  'fields.book_inflated': '这个文件解压后太大，读不下来。请删去多余的工作表、格式和空行，或拆成几个文件',
  'fields.book_broken': '这个文件不完整或已损坏，请重新保存一次再上传',
  'fields.book_no_sheet': '这个工作簿里没有看得见的工作表',
  'fields.json_line_long': ({ row, kilobytes }) => `第 ${row} 行超过 ${kilobytes} KB，一行应为一条内容的 JSON`,
  'fields.book_sheet_missing': '没有找到工作表',
  'fields.book_texts': '这个文件里的文字太多，读不下来，请拆成几个文件',
  'fields.book_cell': '有一个单元格的文字超过 100,000 个字，请把它删短或拆开',
  'fields.book_unreadable': '这个文件读不出来，可能已损坏。请用 Excel 或 WPS 另存一次再上传',
  'fields.book_too_much': '这个文件太大或太复杂，没有读完。请删去多余的工作表和格式，或拆成几个文件',
  'fields.book_xls': '这是旧版 Excel 文件（.xls），请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传',
  'fields.book_parts': ({ count }) =>
    `这个文件里有 ${count} 个部件，不像是表格。请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传`,
  'fields.book_twins':
    '这个文件里有两个同名的部件，已损坏或被改动过。请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传',
  'fields.book_macros':
    '这个文件含有宏，不能上传。请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传（不要选“启用宏”的格式）',
  'fields.book_xlsm':
    '这个文件是启用宏的格式（.xlsm），不能上传。请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传',
  'fields.book_xlsb': '这是二进制工作簿（.xlsb），请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传',
  'fields.book_ods': '这是 OpenDocument 表格（.ods），请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传',
  'fields.book_encoding': '这个文件的编码读不出来。请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传',
  'fields.book_dtd':
    '这个文件引用了外部内容（DTD），不能上传。请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传',
  'fields.book_other':
    '这个文件不是 Excel 工作簿（按文件内容判断，改扩展名不起作用），请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传',
  'fields.file_too_large': '文件超过 10 MB / 20,000 行，请拆分',
  'fields.columns_most': ({ most }) => `表格超过 ${most} 列，请删去多余的列`,
} satisfies Catalogue<TableFacts>;
