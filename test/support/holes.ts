import { shippedList } from '../../src/operations/advisories/list.ts';

const { holes } = shippedList();

/** HOLES_ACCEPTED of the tests: PostgreSQL is that of a package, which comes some weeks after each version that mends one. */
export const holesOfTests = [
  'floor:postgresql',
  ...holes.flatMap(({ id, component }) => (component === 'postgresql' ? [id] : [])),
].join(',');
