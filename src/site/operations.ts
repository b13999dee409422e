import { applicationOperations } from '../applications/api-operations.ts';
import { fileOperations } from '../files/api-operations.ts';
import type { Operation } from '../http/operation.ts';
import { licenceOperations } from '../licences/api-operations.ts';
import { oversightOperations } from '../oversight/api-operations.ts';
import { resourceOperations } from '../resources/api-operations.ts';
import { batchResources } from '../resources/batch-operations.ts';
import { catalogueOperations } from '../resources/catalogue-operations.ts';
import { importOperations } from '../resources/imports-operations.ts';
import { reviewOperations } from '../review/api-operations.ts';
import { statisticsOperations } from '../statistics/api-operations.ts';
import { webhookOperations } from '../webhooks/api-operations.ts';

/** Every call of the API, in the order in which the document names them. */
export const apiOperations: readonly Operation[] = [
  ...applicationOperations,
  ...catalogueOperations,
  ...resourceOperations,
  batchResources,
  ...importOperations,
  ...fileOperations,
  ...webhookOperations,
  ...statisticsOperations,
  ...reviewOperations,
  ...oversightOperations,
  ...licenceOperations,
];
