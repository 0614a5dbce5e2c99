// Verifies credentials with Digital Bazaar's libraries: `node verify.mjs REQUEST.json`, prints one JSON object.
// The request holds contexts and documents by address, and credentials; what is to "sign" it signs with the given
// key; with "benchmark", it signs and verifies by the clock of the processor.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';

const modules = process.env.CAIRN_NODE_MODULES;
const require = createRequire(join(modules, 'package.json'));
const load = name => import(pathToFileURL(require.resolve(name)).href);
const vc = await load('@digitalbazaar/vc');
const {DataIntegrityProof} = await load('@digitalbazaar/data-integrity');
const {cryptosuite} = await load('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const Ed25519Multikey = await load('@digitalbazaar/ed25519-multikey');
const {checkStatus} = await load('@digitalbazaar/vc-bitstring-status-list');

const request = JSON.parse(readFileSync(process.argv[2], 'utf8'));

async function documentLoader(url) {
  const [address, fragment] = url.split('#');
  let document = request.documents[url] ?? request.documents[address];
  if(document === undefined) {
    throw new Error(`"${url}" is not among the documents`);
  }
  if(fragment && document.verificationMethod) {
    const method = document.verificationMethod.find(({id}) => id === url);
    document = {'@context': 'https://w3id.org/security/multikey/v1', ...method};
  }
  return {contextUrl: null, documentUrl: url, document};
}

const answers = [];
for(const credential of request.credentials ?? []) {
  const suite = new DataIntegrityProof({cryptosuite});
  const result = await vc.verifyCredential({
    credential, suite, documentLoader, now: new Date(request.now),
    checkStatus: credential.credentialStatus ? options =>
      checkStatus({...options, suite: new DataIntegrityProof({cryptosuite}), verifyBitstringStatusListCredential: true}) :
      undefined
  });
  answers.push({
    verified: result.verified,
    status: result.statusResult?.results?.map(({status}) => status) ?? null,
    error: result.error ? String(result.error?.errors?.[0]?.message ?? result.error.message ?? result.error) : null
  });
}

async function keyOf({secret, publicKey, method, controller}) {
  return Ed25519Multikey.from({
    '@context': 'https://w3id.org/security/multikey/v1', id: method, type: 'Multikey', controller,
    publicKeyMultibase: publicKey, secretKeyMultibase: secret
  });
}

const signed = [];
if(request.sign) {
  const key = await keyOf(request.sign);
  for(const credential of request.sign.credentials) {
    signed.push(await vc.issue({
      credential, documentLoader, suite: new DataIntegrityProof({signer: key.signer(), cryptosuite})
    }));
  }
}

let benchmark = null;
if(request.benchmark) {
  const {credential, count} = request.benchmark;
  const key = await keyOf(request.benchmark);
  const sign = () => vc.issue({
    credential: structuredClone(credential), documentLoader,
    suite: new DataIntegrityProof({signer: key.signer(), cryptosuite})
  });
  for(let i = 0; i < 10; ++i) {
    await sign();
  }
  const before = process.cpuUsage();
  for(let i = 0; i < count; ++i) {
    await sign();
  }
  const {user, system} = process.cpuUsage(before);
  const signed = await sign();
  const middle = process.cpuUsage();
  for(let i = 0; i < count; ++i) {
    const suite = new DataIntegrityProof({cryptosuite});
    const {verified, error} = await vc.verifyCredential({
      credential: structuredClone(signed), suite, documentLoader,
      checkStatus: async () => ({verified: true})
    });
    if(!verified) {
      throw error;
    }
  }
  const after = process.cpuUsage(middle);
  benchmark = {
    signing: count / ((user + system) / 1e6),
    verifying: count / ((after.user + after.system) / 1e6)
  };
}
console.log(JSON.stringify({answers, signed, benchmark}));
