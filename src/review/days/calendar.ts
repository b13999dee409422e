import { createRequire } from 'node:module';
import type chineseDays from 'chinese-days';

const require = createRequire(import.meta.url);

/** Holidays and lunar days of China. Read with the first question: building its tables costs a start ten milliseconds. */
export const calendar = (): typeof chineseDays => require('chinese-days');
