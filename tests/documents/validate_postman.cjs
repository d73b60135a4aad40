// Reads a collection with Postman's own library, and converts it with Postman's own transformer:
// prints how many requests it has. Exit code 1 when something of it is not understood.
const fs = require('fs');
const { Collection } = require('postman-collection');
const transformer = require('postman-collection-transformer');

const text = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const wrong = [];
let requests = 0;
new Collection(text).forEachItem((item) => {
  requests += 1;
  const url = item.request.url.toString();
  if (!item.name || !item.request.method || !url.startsWith('{{baseUrl}}/')) wrong.push(item.name);
});
const versions = { inputVersion: '2.1.0', outputVersion: '1.0.0' };
transformer.convert(text, versions, (error, converted) => {
  if (error) wrong.push(String(error));
  else if (converted.requests.length !== requests) wrong.push('requests were lost');
  console.log(wrong.length ? wrong.join('\n') : requests);
  process.exit(wrong.length ? 1 : 0);
});
