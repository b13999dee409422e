import { generalCauses } from '../applications/log/general-causes.ts';

/** The OAuth errors that a developer meets here: cause and cure. The page /docs/errors shows them; error_uri points into it. */
export const errorCatalogue = generalCauses.map(({ error, cause, cure }) => ({ code: error, cause, cure }));
