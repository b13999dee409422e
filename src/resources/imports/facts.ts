import { type Fact, factsOf, type None } from '../../fact.ts';

export type ImportFacts = {
  'imports.application_may_not': None;
  'imports.cell_formula': None;
  'imports.cell_unreadable': None;
  'imports.check_failed': None;
  'imports.column_twice': { title: string; one: string; other: string };
  'imports.columns_missing': { columns: string; channel: string };
  'imports.columns_twice': { repeated: readonly Fact[] };
  'imports.columns_unknown': { count: number; names: readonly string[] };
  'imports.cure_missing': None;
  'imports.digits_lost': None;
  'imports.entered_left': { way: Fact };
  'imports.entered_taken_over': { way: Fact };
  'imports.entered_updated': { way: Fact };
  'imports.example_number': None;
  'imports.file_cleared': None;
  'imports.file_empty': None;
  'imports.file_missing': None;
  'imports.file_too_large': None;
  'imports.import_moved': None;
  'imports.imports_per_day': { most: number; again: string };
  'imports.imports_waiting': { most: number };
  'imports.in_review': None;
  'imports.like_row': { row: number };
  'imports.maybe_twice': { like: Fact };
  'imports.no_headings': None;
  'imports.no_import': None;
  'imports.no_rows': None;
  'imports.no_template': None;
  'imports.not_an_object': None;
  'imports.not_marked': None;
  'imports.not_migrated': None;
  'imports.not_sent': { problems: readonly Fact[] };
  'imports.other_template': { other: string; channel: string };
  'imports.picture_elsewhere': None;
  'imports.pushed_not_marked': None;
  'imports.role_may_not_import': None;
  'imports.same_number': { row: number };
  'imports.sandbox_rows': { most: number };
  'imports.sheet': { sheet: string; rows: number; isMore: boolean };
  'imports.sheets_unread': { sheets: readonly Fact[]; count: number };
  'imports.stays_in_review': None;
  'imports.stays_older': None;
  'imports.stays_published': None;
  'imports.stays_sent': None;
  'imports.time_missing': None;
  'imports.type_is_one_of': { types: string };
  'imports.unknown_fields': None;
};

/** Phrases of back-office pages, which are in Chinese. */
export type ImportPageFacts = {
  'resources.ask_undo_import': None;
  'imports.parsing': None;
  'imports.checked': None;
  'imports.importing': None;
  'imports.sending': None;
  'imports.undoing': None;
  'imports.done': None;
  'imports.undone': { removed: number; stayed: number };
  'imports.failed': None;
  'imports.abandoned': None;
  'imports.count_created': None;
  'imports.count_updated': None;
  'imports.count_revision': None;
  'imports.count_unchanged': None;
  'imports.count_in_review': None;
  'imports.count_taken': None;
  'imports.count_skipped': None;
  'imports.count_sent': None;
  'imports.count_unsent': None;
  'imports.count_removed': None;
  'imports.count_stayed': None;
  'imports.reading': None;
  'imports.rows_checked': { done: number; bad: number };
  'imports.rows_imported': { done: number; all: number };
  'imports.entries_sent': { done: number; all: number };
  'imports.entries_undone': { done: number; all: number };
  'imports.mark': { title: string | undefined; reason: string; advice: string };
};

export const fact = factsOf<ImportFacts & ImportPageFacts>();

/** Texts of letters to people. */
export type ImportLetters = {
  'imports.done_letter': {
    name: string;
    number: string;
    created: number;
    updated: number;
    revision: number;
    left: number;
    bad: number;
  };
};

export const letter = factsOf<ImportLetters>();
