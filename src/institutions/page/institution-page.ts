import type { Values } from '../../fields/form.ts';

/** The words of an institution on its page (文旅号), as they were reviewed. Hours stand elsewhere: in its entry in 订场馆, which changes without review. */
export interface InstitutionPage {
  intro: string;
  /** An upload. */
  picture: string | undefined;
  pictureAlt: string | undefined;
  webUrl: string | undefined;
  h5Url: string | undefined;
  miniProgram: string | undefined;
  appUrl: string | undefined;
  phone: string | undefined;
  /** 到馆: a line each. */
  visiting: readonly string[];
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The values of the form, read or only typed. */
export const pageOf = ({ intro, picture, visiting, ...values }: Values): InstitutionPage => ({
  intro: text(intro) ?? '',
  picture: text(Array.isArray(picture) ? picture[0] : picture),
  pictureAlt: text(values.pictureAlt),
  webUrl: text(values.webUrl),
  h5Url: text(values.h5Url),
  miniProgram: text(values.miniProgram),
  appUrl: text(values.appUrl),
  phone: text(values.phone),
  visiting: (text(visiting) ?? '').split('\n').flatMap((line) => line.trim() || []),
});
