import { judgeHere } from '../../core/reconciliation/judge-log.ts';
import type { HttpPorts } from '../http/contract.ts';
import type { HttpEnvironment } from './environment.ts';
import { appPorts } from './wiring.ts';
import { bucketAnchors, bucketFiles } from './wiring-files.ts';

export const httpPorts = (environment: HttpEnvironment): HttpPorts => {
  const ports = appPorts(environment);
  return {
    ...ports,
    files: bucketFiles(environment.FILES_BUCKET, ports.clock),
    anchors: bucketAnchors(environment.ANCHOR_BUCKET),
    // Lambda answers one request at a time.
    logs: judgeHere,
  };
};
