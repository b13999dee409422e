import { anyone, citizen, citizenFromHere, policiesOf } from '../http/access.ts';

export const may = policiesOf({
  'take a step of a login that this browser began': anyone,
  'ask the provider by a form of another site': anyone,
  'see which device asks to be signed in': citizenFromHere,
  'sign another device in': citizen,
});
