import { DYNAMODB_LOCAL_TOOLS, startDynamoDbLocal } from '../../scripts/dynamodb-local.ts';
import { dynamoSuite } from '../support/dynamo-suite.ts';
import { withTools } from '../support/needs-tools.ts';

withTools("the store contract on AWS's DynamoDB Local", DYNAMODB_LOCAL_TOOLS, () => {
  dynamoSuite('DynamoDB Local', startDynamoDbLocal);
});
