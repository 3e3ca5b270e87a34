#!/bin/sh
# GSPO on Qwen3-4B-Thinking-2507 with OpenRLHF 0.11: 8 GPUs, vLLM rollouts on Ray, episodes in our environment.
# Needs: pip install "openrlhf[vllm]==0.11.*", a running Ray (ray start --head), and this repository built once.
#
# The numbers: groups of 16 and large batches, since small ones collapsed near step 20 for others; GSPO's clip range and
# no KL term as in its paper (2507.18071, 5.1); rate 1e-6 and turns of 1,024 tokens as the reference had them. Never
# run here for want of the GPUs: the environment and its Python side are proved on the CPU by runs/trl_proof.py.
set -eu
repository=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-$repository/.runs/qwen3-4b-gspo}
gpus=${GPUS:-8}
tasks=${TASKS:-20000}
port=${PORT:-8765}
mkdir -p "$out"

"$repository/mem" env serve --port "$port" --worlds "$tasks" --seed 1 --prompt large > "$out/environment.log" 2>&1 &
environment=$!
trap 'kill "$environment"' EXIT
until grep -q "listens on port" "$out/environment.log"; do
  kill -0 "$environment" || { cat "$out/environment.log" >&2; exit 1; }
  sleep 1
done
python3 "$repository/runs/openrlhf_agent.py" "$tasks" > "$out/tasks.jsonl"

MEM_ENV_URL=http://localhost:$port python3 -m openrlhf.cli.train_ppo_ray \
  --train.agent_func_path "$repository/runs/openrlhf_agent.py" \
  --actor.model_name_or_path Qwen/Qwen3-4B-Thinking-2507 \
  --actor.policy_loss_type gspo \
  --actor.eps_clip_low_high 3e-4 4e-4 \
  --actor.adam.lr 1e-6 \
  --actor.num_nodes 1 --actor.num_gpus_per_node "$gpus" \
  --ref.num_nodes 1 --ref.num_gpus_per_node "$gpus" \
  --vllm.num_engines $((gpus / 4)) --vllm.tensor_parallel_size 4 --vllm.enable_sleep --vllm.gpu_memory_utilization 0.7 \
  --train.colocate_all \
  --algo.advantage.estimator group_norm \
  --algo.kl.init_coef 0 \
  --algo.dynamic_filtering_enable --algo.dynamic_filtering_range 0 1 \
  --rollout.n_samples_per_prompt 16 --rollout.batch_size 64 --rollout.max_new_tokens 1024 \
  --train.batch_size 256 --train.max_epochs 1 \
  --data.prompt_dataset "$out/tasks.jsonl" --data.input_key prompt --data.label_key label --data.max_len 8192 \
  --ds.zero_stage 3 --ds.param_dtype bf16 --ds.enable_sleep \
  --ckpt.output_dir "$out/model" --ckpt.path "$out/checkpoints"
