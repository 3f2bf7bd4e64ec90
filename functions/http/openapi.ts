import { z } from 'zod';
import { accepted } from '../../core/values/errors.ts';
import { type Endpoint, read } from './contract.ts';

/** The contract table as OpenAPI 3.1, for programs; written by `npm run docs`. Loaded when somebody asks. */
export const openApiDocument = (): readonly Endpoint[] => [
  read(
    '/v1/openapi.json',
    'public',
    'このAPIの仕様（OpenAPI 3.1）',
    { response: z.record(z.string(), z.unknown()) },
    async () => {
      const { default: document } = await import('../../docs/openapi.json', { with: { type: 'json' } });
      return accepted(document);
    },
  ),
];
