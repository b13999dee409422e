import { drillOf } from './outages.ts';

export const drill = drillOf('frozen', 'all processes of PostgreSQL stand still');
