export { vanishedDrill as drill } from './outages.ts';
