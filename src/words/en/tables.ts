import type { TableFacts } from '../../fields/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const tables = {
  'fields.workbook_as_csv': 'This is an Excel workbook; name it .xlsx',
  'fields.csv_encoding': 'The encoding of the file cannot be read; save it as UTF-8',
  'fields.csv_line': 'A line of the file is longer than 1 MB',
  'fields.book_password': 'The workbook opens with a password; remove it',
  'fields.book_sealed': 'The file has a password; remove it',
  'fields.book_word': 'This is a Word file; fill in the Excel template',
  'fields.book_inflated': 'The file is too large when unpacked; split it, or remove sheets, formats and empty rows',
  'fields.book_broken': 'The file is incomplete or broken; save it again',
  'fields.book_no_sheet': 'The workbook has no visible sheet',
  'fields.json_line_long': ({ row, kilobytes }) =>
    `Row ${row} is longer than ${kilobytes} KB; a line is the JSON of one entry`,
  'fields.book_sheet_missing': 'The sheet is not there',
  'fields.book_texts': 'There is too much text in the file; split it',
  'fields.book_cell': 'A cell has more than 100,000 characters',
  'fields.book_unreadable': 'The file cannot be read; save it again as .xlsx',
  'fields.book_too_much': 'The file is too large or too complex; split it',
  'fields.book_xls': 'This is an old Excel file (.xls); save it as .xlsx',
  'fields.book_parts': ({ count }) => `The file has ${count} parts, which no table has; save it as .xlsx`,
  'fields.book_twins': 'The file has two parts of one name; save it as .xlsx',
  'fields.book_macros': 'The file has macros; save it as .xlsx without them',
  'fields.book_xlsm': 'The file is of a format with macros (.xlsm); save it as .xlsx',
  'fields.book_xlsb': 'This is a binary workbook (.xlsb); save it as .xlsx',
  'fields.book_ods': 'This is an OpenDocument table (.ods); save it as .xlsx',
  'fields.book_encoding': 'The encoding of the file cannot be read; save it as .xlsx',
  'fields.book_dtd': 'The file refers to something outside (DTD); save it as .xlsx',
  'fields.book_other': 'The file is no Excel workbook, whatever its name; save it as .xlsx',
  'fields.file_too_large': 'The file is larger than 10 MB or 20,000 rows',
  'fields.columns_most': ({ most }) => `The table has more than ${most} columns`,
} satisfies Catalogue<TableFacts>;
