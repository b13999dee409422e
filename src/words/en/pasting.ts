import type { PastingFacts } from '../../resources/announcements/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'pasting.nothing_given': 'Send the text of the announcement, or a file',
  'pasting.file_too_large': 'The file is larger than 20 MB; send the part with the announcement, or its text',
  'pasting.text_too_long': ({ most, now }) =>
    `At most ${most} characters are read at a time, and these are ${now}; send the part to be published`,
  'pasting.pictures_only': ({ pages }) => `The ${pages} pages of the PDF are pictures without text; send the text`,
  'pasting.picture': 'The file is a picture; send the text',
  'pasting.pdf_password': 'The PDF has a password; remove it, or send the text',
  'pasting.pdf_pages': ({ most, now }) =>
    `At most ${most} pages are read at a time, and the PDF has ${now}; send those with the announcement, or the text`,
  'pasting.pdf_garbled': 'The text of the PDF cannot be decoded; send the text',
  'pasting.pdf_broken': 'The PDF is damaged; export it once more, or send the text',
  'pasting.word_broken': 'The Word file cannot be read; save it as .docx once more, or send the text',
  'pasting.word_old': 'The file is of an old format (.doc, .xls or .rtf); save it as .docx or .xlsx, or send the text',
  'pasting.word_password': 'The file has a password; remove it, or send the text',
  'pasting.word_outside': 'The file refers to content outside of it (DTD); save it once more, or send the text',
  'pasting.file_inflated':
    'The file is too large once it is unpacked; send the part with the announcement, or the text',
  'pasting.file_unknown':
    'Files of this kind cannot be read; .docx, .pdf, .xlsx, .ics, .eml, HTML and text files can be, or send the text',
  'pasting.file_binary': 'The file holds no text that can be read; send the text',
  'pasting.calendar_broken': 'The calendar (.ics) is damaged; export it once more, or send the text',
  'pasting.calendar_events': ({ most, now }) =>
    `At most ${most} events are read at a time, and the calendar has ${now}; send it month by month`,
  'pasting.mail_broken': 'The mail (.eml) cannot be read; save it once more, or send the text',
  'pasting.too_much': 'The announcement is too long or too complex to be read; send the part to be published',
  'pasting.no_announcement': 'There is no such announcement; it may have been sent, or deleted after 7 days',
  'pasting.just_changed': 'The announcement was changed a moment ago; look at it once more',
  'pasting.unseen': ({ label }) => `“${label}” was not looked at yet`,
  'pasting.none_chosen': 'Choose at least one entry',
  'pasting.most_open': ({ most }) => `${most} announcements were not sent yet; send or delete some of them first`,
  'pasting.most_entries': ({ most, now }) =>
    `${now} entries were read, and at most ${most} are taken at a time; send it in parts`,
  'pasting.hours_full': 'The note about closed days of the venue has no room; shorten it first',
  'pasting.file_base64': 'file must be the content of the file in base64',
  'pasting.written_on_form': 'written_on must be a day such as 2026-11-24',
  'pasting.ask_licence': 'May others reprint it? The announcement does not say so',
  'pasting.ask_cover': ({ title }) => `There is no cover; is that of “${title}” right?`,
  'pasting.ask_unfound': 'It speaks of an entry that was not found; is it a new one?',
} as const satisfies Catalogue<PastingFacts>;
