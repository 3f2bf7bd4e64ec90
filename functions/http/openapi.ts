import { z } from 'zod';
import { accepted } from '../../core/values/errors.ts';
import { api, type Endpoint } from './contract.ts';

/** The contract table as OpenAPI 3.1, for programs; written by `npm run docs`. Loaded when somebody asks. */
export const openApiDocument = (): readonly Endpoint[] => [
  api(
    {
      method: 'GET',
      path: '/v1/openapi.json',
      who: 'public',
      summary: 'このAPIの仕様（OpenAPI 3.1）',
      status: 200,
      response: z.record(z.string(), z.unknown()),
    },
    async () => {
      const { default: document } = await import('../../docs/openapi.json', { with: { type: 'json' } });
      return accepted(document);
    },
  ),
];
