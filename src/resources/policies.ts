import { certified, nationalStaff, policiesOf, staff } from '../http/access.ts';

export const may = policiesOf({
  'see own entries': certified(),
  'write entries, one by one and by workbook': certified('owner', 'agent'),
  'paste an announcement and send what was read in it': certified('owner', 'agent'),
  'see own sources': certified(),
  'connect sources, change and end them': certified('owner', 'agent'),
  'see every source, and hold one': staff('operator'),
  'read the catalogue and own licences': certified(),
  'apply for licences': certified('owner', 'agent'),
  'download what is licensed': certified('owner', 'agent', 'developer'),
  'preview an entry under review': staff('reviewer', 'operator'),
  'see every licence': staff('operator', 'reviewer', 'support'),
  'revoke a licence': staff('operator').withStepUp,
  "write the Cloud's own entries": nationalStaff('operator'),
  'edit the synonyms of the search': staff('operator'),
});
