import { anyone, certified, ofApplication, policiesOf, staff } from '../http/access.ts';

export const may = policiesOf({
  'be counted at the page of an entry': anyone,
  'see own figures': certified(),
  'report figures': certified('owner', 'agent', 'reporter', 'developer'),
  'see the counter of an AK': ofApplication(),
  'switch the counter of an AK': ofApplication('owner', 'agent', 'developer'),
  'ask for a correction': certified('owner', 'agent', 'reporter'),
  'see questions about own figures': certified(),
  'answer a question about a figure': certified('owner', 'agent', 'reporter'),
  'see the figures of all': staff('statistics', 'operator', 'administrator', 'regulator'),
  'open a report, and remind those who have not reported': staff('statistics', 'operator'),
  'see questions about figures': staff('statistics', 'operator'),
  'decide about a figure under question': staff('statistics', 'operator').withStepUp,
  'correct a report': staff('statistics', 'operator').withStepUp,
});
