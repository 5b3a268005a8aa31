-- What wrk sends: request.lua FILE CALL START, where FILE is what seed printed, CALL one of list, one, post; the STARTth
-- post and all after it put an item on a shelf that doesn't have it. In the end a line of JSON for bench.js.
local thread

function setup(only)	-- bench.js asks for one
	thread = only
end

function init(args)
	words = { token = {}, entry = {}, media = {} }
	for line in io.lines(args[1]) do
		local kind, text = line:match("^(%a+) (.+)$")
		if words[kind] then	-- the others are for other benches
			table.insert(words[kind], text)
		end
	end
	call, at = args[2], tonumber(args[3])
	sent = 0
end

function request()
	local token, path, body = words.token[1], "/user/media", nil
	local headers = { ["Content-Type"] = "application/json" }
	if call == "one" then
		path = path .. "/" .. words.entry[1]
	elseif call == "post" then
		token = words.token[at % #words.token + 1]
		body = '{"media_id":"' .. words.media[math.floor(at / #words.token) + 1] .. '","status":"IN_PROGRESS"}'
		at, sent = at + 1, sent + 1
	end
	headers.Authorization = "Bearer " .. token
	return wrk.format(body and "POST" or "GET", path, headers, body)
end

function done(summary, latency)
	local e = summary.errors
	print(string.format('{"requests":%d,"seconds":%.6f,"p99":%.3f,"sent":%d,"bad":%d,"errors":%d}', summary.requests,
		summary.duration / 1e6, latency:percentile(99) / 1e3, thread:get("sent"), e.status, e.connect + e.read + e.write + e.timeout))
end
