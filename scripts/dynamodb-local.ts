import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installOnce } from './install-once.ts';
import { type RunningServer, startServer } from './server-process.ts';

const run = promisify(execFile);

const VERSION = '3.3.1';

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>dynamodb-local</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies><dependency>
    <groupId>software.amazon.dynamodb</groupId><artifactId>DynamoDBLocal</artifactId><version>${VERSION}</version>
  </dependency></dependencies>
</project>
`;

const directory = join(import.meta.dirname, '..', '.cache', `dynamodb-local-${VERSION}`);

/** What must be on the PATH; version 3 needs Java 17. */
export const DYNAMODB_LOCAL_TOOLS = [
  ['java', '-version'],
  ['mvn', '--version'],
] as const;

/**
 * Starts AWS's own DynamoDB Local on a free port, in memory; fetches it into `.cache/` first when it is missing
 * (java, mvn and access to Maven Central).
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.html
 *
 * @throws {Error} when it cannot be fetched or does not start
 */
export const startDynamoDbLocal = async (): Promise<RunningServer> => {
  await installOnce(directory, async (target) => {
    await mkdir(target);
    await writeFile(join(target, 'pom.xml'), POM);
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', '-DoutputDirectory=lib'];
    await run('mvn', ['--quiet', '--batch-mode', ...goal], { cwd: target });
  });
  const lib = join(directory, 'lib');
  return startServer('java', (port) => [
    `-Djava.library.path=${lib}`,
    '-cp',
    join(lib, '*'),
    'software.amazon.dynamodb.services.local.main.ServerRunner',
    '-inMemory',
    '-disableTelemetry',
    '-port',
    String(port),
  ]);
};
