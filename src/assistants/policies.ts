import { anyone, person, policiesOf } from '../http/access.ts';

export const may = policiesOf({
  'manage assistant tokens': person,
  'let an assistant sign in': person,
  'end the access of an assistant': person,
  'read where assistants sign in': anyone,
});
