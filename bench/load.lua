-- What wrk asks: STATUS HOST COOKIE PREFIX [BODY …]. Prints one line of figures for bench.load.

local threads = {}

function setup(thread) table.insert(threads, thread) end

function init(args)
  wanted, prefix, bodies = tonumber(args[1]), args[4], {}
  for place = 5, #args do bodies[#bodies + 1] = args[place] end
  headers = { Host = args[2], Cookie = args[3] }
  if #bodies > 0 then headers["Content-Type"] = "application/x-www-form-urlencoded" end
  number, wrong = 0, 0
end

function request()
  if #bodies == 0 then return wrk.format("GET", nil, headers) end
  local body = bodies[number % #bodies + 1] .. "&once=" .. prefix .. number .. "&end=1"
  number = number + 1
  return wrk.format("POST", nil, headers, body)
end

function response(status)
  if status ~= wanted then wrong = wrong + 1 end
end

function done(summary, latency)
  local faults = summary.errors.connect + summary.errors.read + summary.errors.timeout
  for _, thread in ipairs(threads) do faults = faults + thread:get("wrong") end
  print(string.format('{"throughput": %f, "p50": %f, "p99": %f, "wrong": %d}',
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, faults))
end
