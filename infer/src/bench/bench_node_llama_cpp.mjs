// One run of node-llama-cpp, as one line of JSON: MODEL SYSTEM_FILE QUESTIONS_FILE TOKENS DECODE_THREADS BATCH_THREADS.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const start = performance.now();
// The package lies in the folder that run.sh installed it into, which is where this is started.
const require = createRequire(path.join(process.cwd(), "package.json"));
const { getLlama } = await import(pathToFileURL(require.resolve("node-llama-cpp")));
const [model, systemFile, questionsFile, tokens, decodeThreads, batchThreads] = process.argv.slice(2);
const system = fs.readFileSync(systemFile, "utf8");
const questions = fs.readFileSync(questionsFile, "utf8").split("\n");
// It has one number of threads for both.
const threads = Math.max(Number(decodeThreads), process.env.NODE_ONE_THREAD ? 1 : Number(batchThreads));
const llama = await getLlama({ gpu: false, build: "never", logLevel: "error", maxThreads: threads });
const loaded = await llama.loadModel({ modelPath: model });
const context = await loaded.createContext({ contextSize: 4096, batchSize: 512, threads, flashAttention: true });
const sequence = context.getSequence();
const load = performance.now() - start;

function cpu() {
  const usage = process.cpuUsage();
  return (usage.user + usage.system) / 1000;
}

async function ask(question) {
  const prompt = `<|im_start|>system\n${system}<|im_end|>\n<|im_start|>user\n${question}<|im_end|>\n<|im_start|>assistant\n`;
  const begin = performance.now();
  const beginCpu = cpu();
  const promptTokens = loaded.tokenize(prompt, true);
  const common = Math.min(sequence.contextTokens.findIndex((t, i) => t !== promptTokens[i]), promptTokens.length - 1);
  if (sequence.contextTokens.length > 0) {
    await sequence.eraseContextTokenRanges([{ start: Math.max(common, 0), end: sequence.contextTokens.length }]);
  }
  let count = 0;
  let first;
  let firstCpu;
  for await (const token of sequence.evaluate(promptTokens.slice(Math.max(common, 0)), { temperature: 0 })) {
    count++;
    loaded.detokenize([token]);
    first ??= performance.now();
    firstCpu ??= cpu();
    if (loaded.isEogToken(token) || count === Number(tokens)) {
      break;
    }
  }
  return {
    prompt: promptTokens.length,
    count,
    first: first - begin,
    rest: performance.now() - first,
    firstCpu: firstCpu - beginCpu,
    restCpu: cpu() - firstCpu,
  };
}

const one = await ask(questions[0]);
const two = await ask(questions[1]);
const copy = await ask(questions[2]);
const peak = fs.readFileSync("/proc/self/status", "utf8").split("\n").find((line) => line.startsWith("VmHWM"));
console.log(
  JSON.stringify({
    engine: "node-llama-cpp",
    load_ms: Math.round(load),
    prompt: one.prompt,
    prefill: Math.round((one.prompt / one.first) * 10000) / 10,
    decode: Math.round(((one.count + two.count - 2) / (one.rest + two.rest)) * 10000) / 10,
    copy: Math.round(((copy.count - 1) / copy.rest) * 10000) / 10,
    prefill_cpu: Math.round((one.prompt / one.firstCpu) * 10000) / 10,
    decode_cpu: Math.round(((one.count + two.count - 2) / (one.restCpu + two.restCpu)) * 10000) / 10,
    copy_cpu: Math.round(((copy.count - 1) / copy.restCpu) * 10000) / 10,
    first_ms: Math.round(one.first),
    second_ms: Math.round(two.first),
    rss_mb: Math.floor(Number(peak.replace(/\D/g, "")) / 1024),
  }),
);
process.exit(0);
