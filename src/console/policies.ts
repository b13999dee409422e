import { firstFactor, member, person, policiesOf, staff } from '../http/access.ts';

export const may = policiesOf({
  'give the second factor': firstFactor,
  'use the back office': person,
  'search the back office of the institution': member(),
  'search the back office of the staff': staff(),
  'set up a second factor': person.withStepUpOnceEnrolled,
  'renew recovery codes': person.withStepUp,
  'see the home page of the institution': member(),
  'see the desk of the staff': staff(),
});
