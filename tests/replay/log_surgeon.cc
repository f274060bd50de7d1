// Writes a log again with one thing changed and every checksum right, or says what two logs are compared by.
//
// usage: log_surgeon LOG OUT swap-tickets|change-field|drop-op|later-version    change one thing
//        log_surgeon LOG OUT change-outcome|rename-task|shrink-channel|add-message
//        log_surgeon LOG signature                                              {"order":…,"ticks":…}
//
// Every edit says on standard output which op it was.
#include <cstdio>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/digest.h"
#include "match/topics.h"
#include "replay/log/input_file.h"
#include "replay/log/log_file.h"
#include "replay/log/mcap_reader.h"
#include "replay/log/mcap_writer.h"
#include "replay/record/definition_codec.h"
#include "replay/record/op_record.h"
#include "replay/session/order_signature.h"
#include "replay/session/recorded_run.h"
#include "wire/codecs.h"

namespace reprise {
namespace {

using record::kOpRecordBytes;
using record::OpRecord;

struct Edit {
  // Changes one message's payload, or leaves it.
  std::function<void(const std::string& topic, const log::Message& message, log::Bytes& payload)> message;
  std::function<void(log::Metadata&)> metadata = [](log::Metadata&) {};
  std::string repeat_first_of;  // A topic.
};

void Copy(log::ByteSpan file, const std::string& out, const Edit& edit) {
  log::McapWriterOptions options;
  options.existing = log::Existing::kReplace;
  log::McapWriter writer = *log::McapWriter::Create(out, options);
  std::map<std::uint16_t, std::string> topics;
  std::optional<log::DataEnd> end;
  log::McapReader reader(file, log::ReadMode::kStrict);
  absl::Status status;
  while (auto record = reader.Next()) {
    if (std::holds_alternative<log::DataEnd>(*record)) break;
    if (auto* schema = std::get_if<log::Schema>(&*record)) status.Update(writer.AddSchema(*schema));
    if (auto* channel = std::get_if<log::Channel>(&*record)) {
      topics[channel->id] = channel->topic;
      status.Update(writer.AddChannel(*channel));
    }
    if (auto* metadata = std::get_if<log::Metadata>(&*record)) {
      edit.metadata(*metadata);
      status.Update(writer.WriteMetadata(*metadata));
    }
    if (std::holds_alternative<log::Chunk>(*record)) status.Update(writer.EndChunk());
    if (auto* message = std::get_if<log::Message>(&*record)) {
      log::Bytes payload(message->data.begin(), message->data.end());
      edit.message(topics.at(message->channel_id), *message, payload);
      log::Message changed = *message;
      changed.data = payload;
      status.Update(writer.WriteMessage(changed));
      if (topics.at(message->channel_id) == edit.repeat_first_of && message->sequence == 0) {
        changed.sequence = 1'000'000;
        status.Update(writer.WriteMessage(changed));
      }
    }
  }
  status.Update(writer.Close());
  REPRISE_CHECK(status.ok() && reader.damages().empty());
}

bool IsOps(const std::string& topic) { return topic.rfind(log::kOpsTopicPrefix, 0) == 0; }

// Calls `change` with each op record of the log until it returns true: then that op was the one.
Edit EditOps(const std::function<bool(OpRecord&, log::Bytes&, std::size_t)>& change) {
  auto done = std::make_shared<bool>(false);
  return {.message = [change, done](const std::string& topic, const log::Message&, log::Bytes& payload) {
    if (!IsOps(topic)) return;
    for (std::size_t at = 0; at + kOpRecordBytes <= payload.size() && !*done; at += kOpRecordBytes) {
      OpRecord op = record::ReadOpRecord(log::ByteSpan(payload).subspan(at));
      *done = change(op, payload, at);
      if (*done) std::memcpy(payload.data() + at, &op, sizeof op);
    }
  }};
}

void Say(const session::RecordedRun& run, const OpRecord& op) {
  std::printf("%s#%u\n", run.TaskName(TaskId{op.task}).c_str(), op.no);
}

// Two sends on one channel by different tasks get each other's ticket; both are in the middle of the log.
void SwapTickets(log::ByteSpan file, const std::string& out, const session::RecordedRun& run) {
  const session::RecordedOp* first = nullptr;
  const session::RecordedOp* second = nullptr;
  for (const auto& [id, object] : run.objects()) {
    if (object.info.kind != sched::ObjectKind::kRequests) continue;
    std::map<std::uint64_t, const session::RecordedOp*> sends;
    for (const session::RecordedOp& op : run.ops()) {
      if (op.object == id && session::CarriesMessage(op.kind, op.branch)) sends[op.ticket] = &op;
    }
    for (const auto& [ticket, op] : sends) {
      const auto next = sends.find(ticket + 1);
      if (ticket < sends.size() / 2 || next == sends.end() || next->second->task == op->task) continue;
      first = op;
      second = next->second;
      break;
    }
  }
  REPRISE_CHECK(first != nullptr);
  const auto is = [](const OpRecord& op, const session::RecordedOp& wanted) {
    return op.task == Value(wanted.task) && op.no == wanted.no;
  };
  Copy(file, out, EditOps([&, left = 2](OpRecord& op, log::Bytes& payload, std::size_t at) mutable {
         if (!is(op, *first) && !is(op, *second)) return false;
         Say(run, op);
         op.ticket = is(op, *first) ? second->ticket : first->ticket;
         std::memcpy(payload.data() + at, &op, sizeof op);
         return --left == 0;
       }));
}

// A decision in the middle of the log says another action.
void ChangeField(log::ByteSpan file, const std::string& out, const session::RecordedRun& run) {
  const std::string topic = "/match/bot/0/decisions";
  std::size_t messages = 0;
  for (const auto& [id, object] : run.objects()) {
    if (object.info.name == topic) messages = object.messages.size();
  }
  for (const session::RecordedOp& op : run.ops()) {
    const bool it = run.ObjectName(op.object) == topic && session::CarriesMessage(op.kind, op.branch);
    if (it && op.ticket == messages / 2) std::printf("%s#%u\n", run.TaskName(op.task).c_str(), op.no);
  }
  Copy(file, out, {.message = [&](const std::string& of, const log::Message& message, log::Bytes& payload) {
         if (of != topic || message.sequence != messages / 2) return;
         wire::BotDecision decision = *channel::Codec<wire::BotDecision>::Decode(payload);
         decision.action =
             static_cast<arena::Action>((static_cast<int>(decision.action) + 1) % arena::kActionCount);
         const auto bytes = channel::Codec<wire::BotDecision>::Encode(decision);
         payload.assign(bytes.begin(), bytes.end());
       }});
}

// The op in the middle of the log is gone.
void DropOp(log::ByteSpan file, const std::string& out, const session::RecordedRun& run) {
  const session::RecordedOp& victim = run.ops()[run.ops().size() / 2];
  std::printf("%s\n", absl::StrCat(run.TaskName(victim.task), "#", victim.no).c_str());
  Copy(file, out, {.message = [&](const std::string& topic, const log::Message&, log::Bytes& payload) {
         if (!IsOps(topic)) return;
         for (std::size_t at = 0; at + kOpRecordBytes <= payload.size(); at += kOpRecordBytes) {
           const OpRecord op = record::ReadOpRecord(log::ByteSpan(payload).subspan(at));
           if (op.task != Value(victim.task) || op.no != victim.no) continue;
           const auto begin = payload.begin() + static_cast<std::ptrdiff_t>(at);
           payload.erase(begin, begin + static_cast<std::ptrdiff_t>(kOpRecordBytes));
           return;
         }
       }});
}

// A blocking receive of the host says that the channel was closed.
void ChangeOutcome(log::ByteSpan file, const std::string& out, const session::RecordedRun& run) {
  Copy(file, out, EditOps([&](OpRecord& op, log::Bytes&, std::size_t) {
         const bool it = static_cast<sched::OpKind>(op.kind) == sched::OpKind::kReceive && op.no > 100;
         if (!it) return false;
         Say(run, op);
         op.branch = static_cast<std::uint8_t>(sched::Branch::kClosed);
         return true;
       }));
}

// The first definition on a topic says something else.
template <typename Info>
void ChangeDefinition(log::ByteSpan file, const std::string& out, const char* topic,
                      const std::function<absl::StatusOr<Info>(log::ByteSpan)>& decode,
                      const std::function<log::ByteSpan(const Info&)>& encode,
                      const std::function<bool(Info&)>& change) {
  Copy(
      file, out,
      {.message = [&, done = false](const std::string& of, const log::Message&, log::Bytes& payload) mutable {
        if (of != topic || done) return;
        Info info = *decode(payload);
        done = change(info);
        if (!done) return;
        const log::ByteSpan bytes = encode(info);
        payload.assign(bytes.begin(), bytes.end());
      }});
}

void RenameTask(log::ByteSpan file, const std::string& out) {
  ChangeDefinition<sched::TaskInfo>(file, out, log::kTasksTopic, record::DecodeTask, record::EncodeTask,
                                    [](sched::TaskInfo& task) {
                                      if (task.name != "match/bot/2") return false;
                                      task.name = "match/bot/9";
                                      return true;
                                    });
}

void ShrinkChannel(log::ByteSpan file, const std::string& out) {
  ChangeDefinition<sched::ObjectInfo>(file, out, log::kObjectsTopic, record::DecodeObject,
                                      record::EncodeObject, [](sched::ObjectInfo& object) {
                                        if (object.name != "/match/ticks") return false;
                                        object.capacity = 900;
                                        return true;
                                      });
}

// A decision that nobody sent: the first one once more, under a number of its own.
void AddMessage(log::ByteSpan file, const std::string& out) {
  Copy(file, out,
       {.message = [](const std::string&, const log::Message&, log::Bytes&) {},
        .repeat_first_of = "/match/bot/1/decisions"});
}

void LaterVersion(log::ByteSpan file, const std::string& out) {
  Copy(file, out,
       {.message = [](const std::string&, const log::Message&, log::Bytes&) {},
        .metadata =
            [](log::Metadata& metadata) {
              for (auto& [key, value] : metadata.metadata) {
                if (key == log::kKeyFormatVersion || key == log::kKeyMinimumReplayer) {
                  value = std::to_string(log::kLogVersion + 1);
                }
              }
            }});
}

void PrintSignature(const log::LogFile& log, const session::RecordedRun& run) {
  std::map<std::uint32_t, log::ByteSpan> in_order;  // The host moves between workers, and their chunks mix.
  if (const log::LogChannel* channel = log.FindChannel(match::kTickTopic)) {
    for (const log::LogMessage& message : channel->messages) in_order[message.sequence] = message.data;
  }
  Digest ticks;
  for (const auto& [sequence, payload] : in_order) {
    const wire::TickEnd end = *channel::Codec<wire::TickEnd>::Decode(payload);
    ticks.Add(end.tick).Add(end.state.whole).Add(end.late_seats);
  }
  std::printf("{\"order\":\"%s\",\"ticks\":\"%s\"}\n",
              absl::StrCat(absl::Hex(session::OrderSignature(run))).c_str(),
              absl::StrCat(absl::Hex(ticks.value())).c_str());
}

int Main(const std::vector<std::string>& arguments) {
  const log::LogFile log = *log::LogFile::Open(arguments.at(0), log::ReadMode::kStrict);
  const session::RecordedRun run = *session::RecordedRun::Load(log);
  if (arguments.at(1) == "signature") {
    PrintSignature(log, run);
    return 0;
  }
  const log::Bytes file = *log::ReadFile(arguments.at(0));
  const std::string& out = arguments.at(1);
  const std::string& what = arguments.at(2);
  if (what == "swap-tickets") SwapTickets(file, out, run);
  if (what == "change-field") ChangeField(file, out, run);
  if (what == "drop-op") DropOp(file, out, run);
  if (what == "later-version") LaterVersion(file, out);
  if (what == "change-outcome") ChangeOutcome(file, out, run);
  if (what == "rename-task") RenameTask(file, out);
  if (what == "shrink-channel") ShrinkChannel(file, out);
  if (what == "add-message") AddMessage(file, out);
  return 0;
}

}  // namespace
}  // namespace reprise

int main(int argc, char** argv) { return reprise::Main({argv + 1, argv + argc}); }
