// A connection's place in a list of its loop, kept in the order of arrival.
#pragma once

#include <list>

namespace authledger::infra {

class Connection;

using Places = std::list<Connection*>;

/// Leaves its list on destruction. Used on the loop's thread only.
class Place {
 public:
  Place() = default;
  ~Place() { leave(); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  bool taken() const { return list_ != nullptr; }
  void take_last(Places& list, Connection* who) { take(list, list.end(), who); }
  void take_first(Places& list, Connection* who) { take(list, list.begin(), who); }
  void leave() {
    if (list_ != nullptr) list_->erase(at_);
    list_ = nullptr;
  }

 private:
  Places* list_ = nullptr;
  Places::iterator at_;

  void take(Places& list, Places::iterator before, Connection* who) {
    const auto at = list.insert(before, who);
    leave();
    list_ = &list;
    at_ = at;
  }
};

}  // namespace authledger::infra
