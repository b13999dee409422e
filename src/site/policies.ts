import { regionKeepers } from '../fields/regions/regions.ts';
import { nationalStaff, person, policiesOf } from '../http/access.ts';

export const may = policiesOf({
  'try an API call in the documentation': person,
  'see the changes of regions': nationalStaff(...regionKeepers),
  'change regions': nationalStaff(...regionKeepers).withStepUp,
});
