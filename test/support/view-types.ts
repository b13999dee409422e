import type { LetterText, PageData, ViewText } from '../../src/http/pages/render.ts';
import type { ProblemTexts } from '../../src/http/speech.ts';
import type { Partials, Views } from '../../src/http/views.ts';
import type { words } from '../../src/words/zh/views/index.ts';

/** Imports of the modules that test/support/view-check.ts makes of views. */

export type { Layouts, Partials } from '../../src/http/views.ts';

/** A page's view also gets its problems. */
export type ViewData<Name extends keyof Views> = Views[Name] & { problems: ProblemTexts };

/** A view as a function, as test/views.ts writes it to have it checked. */
export type Template<Data> = (
  locals: Data,
  around: Around & { page: PageData; text: ViewText; tongue: typeof words },
) => void;
/** A letter knows of no page and no time of day. */
export type LetterTemplate<Data> = (locals: Data, around: Around & { text: LetterText }) => void;

interface Around {
  asset: (name: string) => string;
  out: (shown: string | number) => void;
  raw: (shown: string) => void;
  include: <Name extends keyof Partials>(name: Name, data: Partials[Name]) => void;
}
