import { certified, policiesOf } from '../http/access.ts';

export const may = policiesOf({
  'see, test and end webhooks': certified('owner', 'developer'),
  'add a webhook': certified('owner', 'developer').withStepUp,
});
