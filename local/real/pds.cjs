// A real Bluesky server (PDS) and the directory that it needs (PLC, in memory), on loopback alone.
// Arguments: its port, the directory's port, a folder for its data.
const net = require('net')
const { randomBytes } = require('crypto')
const { createRequire } = require('module')
const { mkdirSync } = require('fs')

// Both would listen on every address of the machine.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (where, ...more) {
  if (!/^\d+$/.test(String(where))) return listen.call(this, where, ...more)
  return listen.call(this, { port: Number(where), host: '127.0.0.1' }, ...more.filter((m) => typeof m === 'function'))
}

const [port, directoryPort, folder] = process.argv.slice(2)
const hex = () => randomBytes(32).toString('hex')
mkdirSync(`${folder}/blobs`, { recursive: true })
Object.assign(process.env, {
  NODE_ENV: 'development',
  LOG_ENABLED: 'false',
  PDS_PORT: port,
  PDS_HOSTNAME: 'localhost',
  PDS_DATA_DIRECTORY: folder,
  PDS_BLOBSTORE_DISK_LOCATION: `${folder}/blobs`,
  PDS_BLOBSTORE_DISK_TMP_LOCATION: `${folder}/blobs-in-the-making`,
  PDS_DID_PLC_URL: `http://127.0.0.1:${directoryPort}`,
  PDS_JWT_SECRET: hex(),
  PDS_ADMIN_PASSWORD: hex(),
  PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: hex(),
  PDS_INVITE_REQUIRED: 'false',
  PDS_DEV_MODE: 'true',
  PDS_DISABLE_SSRF_PROTECTION: 'true',
  PDS_RATE_LIMITS_ENABLED: 'false',
  PDS_CRAWLERS: '',
})

const installed = createRequire(`${process.cwd()}/package.json`)
const plc = installed('@did-plc/server')
const { PDS, readEnv, envToCfg, envToSecrets } = installed('@atproto/pds')

async function main() {
  const directory = plc.PlcServer.create({ db: plc.Database.mock(), port: Number(directoryPort) })
  await directory.start()
  const env = readEnv()
  const pds = await PDS.create(envToCfg(env), envToSecrets(env))
  await pds.start()
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
