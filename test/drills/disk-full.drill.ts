export { diskFullDrill as drill } from './outages.ts';
