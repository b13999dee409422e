/** Operation of the platform: its database and queues, its incidents, and messages to the public. */

import { policiesOf, staff } from '../http/access.ts';

export const may = policiesOf({
  'see the queues': staff('operator', 'administrator'),
  'retry and drop jobs': staff('operator', 'administrator').withStepUp,
  'see incidents': staff('operator', 'security', 'administrator'),
  'work on an incident': staff('operator', 'security', 'administrator').withStepUp,
  'draft a status notice': staff('operator', 'security', 'administrator'),
  'publish a status notice': staff('operator', 'security', 'administrator').withStepUp,
});
