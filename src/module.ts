/** How far an institution is with one thing. */
export type Progress = 'done' | 'reviewing' | 'active' | 'returned' | 'open' | 'blocked';

/** One line of 对接进度 on 首页 (R06): the two steps before, and the four layers of integration. */
export type Layer = {
  key: 'certification' | 'applications' | 'links' | 'login' | 'resources' | 'statistics';
  progress: Progress;
  /** How it stands, in words: 2 个应用生效中. */
  note: string;
  /** Where it goes on. */
  href?: string;
  /** Of what is under way: how much is done. */
  percent?: number;
  /** What is to be done there now, before anything else: a sentence and the words of the button to `href`. */
  next?: { sentence: string; label: string };
};

/** What a room knows of the progress of an institution; a later provider's word on a layer counts. */
export type ProgressOf = (institutionId: string) => Promise<Layer[]>;
