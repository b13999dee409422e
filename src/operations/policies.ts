/** Operation of the platform: its database and queues, its incidents, and messages to the public. */

import { nationalStaff, policiesOf } from '../http/access.ts';

export const may = policiesOf({
  'see the queues': nationalStaff('operator', 'administrator'),
  'retry and drop jobs': nationalStaff('operator', 'administrator').withStepUp,
  'see incidents': nationalStaff('operator', 'security', 'administrator'),
  'work on an incident': nationalStaff('operator', 'security', 'administrator').withStepUp,
  'stop accounts': nationalStaff('security', 'administrator'),
  'stop AKs and institutions': nationalStaff('operator', 'administrator'),
  'draft a status notice': nationalStaff('operator', 'security', 'administrator'),
  'publish a status notice': nationalStaff('operator', 'security', 'administrator').withStepUp,
});
